// Asks the hub: its own addresses, and the REST interface of the service with a token of the hub.

class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function getJson(path) {
  return ask("GET", path);
}

/** Sends JSON, and gives JSON or null. */
async function send(method, path, value) {
  return ask(method, path, value === undefined ? undefined : JSON.stringify(value));
}

async function ask(method, path, body) {
  const answer = await reach(path, { method, body, cache: "no-store" });
  const text = await answer.text();
  if (!answer.ok) throw new ApiError(answer.status, errorText(text) || `The hub answered ${answer.status}`);
  return text ? JSON.parse(text) : null;
}

/** A request to the service's own interface: any answer is an answer. */
async function rest(hub, method, path, { headers = {}, body } = {}) {
  const { token, apiVersion } = await tokenOf(hub);
  const separator = path.includes("?") ? "&" : "?";
  const url = `/${encodeURIComponent(hub)}/${path}${separator}api-version=${apiVersion}`;
  const answer = await reach(url, {
    method,
    headers: { Authorization: token, ...headers },
    body,
    cache: "no-store",
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, detail: errorText(text) };
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new ApiError(0, "The hub does not answer. Is it still running?");
  }
}

/** A token lives for an hour of the hub's clock, which may be set: a fresh one costs little. */
async function tokenOf(hub) {
  return getJson(`/_emulator/inbox/token?hub=${encodeURIComponent(hub)}`);
}

/** The words in an error of the service, which is XML, without what tracks it. */
function errorText(text) {
  const detail = /<Detail>([\s\S]*?)(\.TrackingId:[^<]*)?<\/Detail>/.exec(text);
  return detail ? unescaped(detail[1]) : "";
}

function unescaped(text) {
  const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  const character = (code) => (code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd");
  return text.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([\da-f]+));/gi, (whole, name, decimal, hex) =>
    name ? entities[name] ?? whole : character(decimal ? Number(decimal) : parseInt(hex, 16)));
}

/** Parts of a query, without those that are empty. */
function query(parts) {
  return new URLSearchParams(given(parts)).toString();
}

function notice(text, kind = "info") {
  const line = el("p", { class: `notice ${kind}` }, text);
  document.getElementById("notices").append(line);
  setTimeout(() => line.remove(), kind === "error" ? 12000 : 5000);
}

/** Does something that the hub may refuse, and shows why it did. */
async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    // A fault of this page is for its developer, in the browser's console.
    if (!(error instanceof ApiError)) throw error;
    notice(error.message, "error");
    return undefined;
  }
}
