// Writes a push and sends it, as a program would: by the REST interface, with a token.

const draft = {
  hub: "", format: "apple", sample: "0", payload: "", headers: "", kind: "all", expression: "", id: "", handle: "",
  p256dh: "", auth: "", when: "now", minutes: "60", to: "", kept: {},
};

views.compose = {
  title: "Compose",
  render(container) {
    attempt(async () => {
      const to = address.get("to");
      if (to && to !== draft.to) await aimAt(to);
      draft.hub ||= currentHub();
      if (!draft.payload) takeSample();
      drawCompose(container);
    });
  },
};

/** Makes one phone the target, and its platform the format. */
async function aimAt(key) {
  const phone = await thePhone(key) ?? handleOfKey(key);
  if (!phone) return;
  Object.assign(draft, { to: key, hub: phone.hub ?? currentHub(), kind: phone.installationId ? "installation" : "handle",
    id: phone.installationId ?? "", handle: phone.deviceHandle, p256dh: "", auth: "", when: draft.when === "later" ? "now" : draft.when });
  changeFormat(phone.platform);
  if (phone.platform === "browser" && phone.installationId) {
    const { text } = await insist(draft.hub, "GET", installationPath(phone.installationId));
    const { p256dh, auth } = JSON.parse(text).pushChannel;
    Object.assign(draft, { p256dh, auth });
  }
}

function handleOfKey(key) {
  const [, platform, deviceHandle] = /^h:([^:]*):(.*)$/s.exec(key) ?? [];
  return platform && { platform, deviceHandle };
}

/** What was written for a format is there again when it is chosen again. */
function changeFormat(format) {
  draft.kept[draft.format] = [draft.payload, draft.headers, draft.sample];
  draft.format = format;
  if (draft.kept[format]?.[0]) [draft.payload, draft.headers, draft.sample] = draft.kept[format];
  else takeSample("0");
}

function takeSample(sample = draft.sample) {
  const [, payload, headers] = SAMPLES[draft.format][sample];
  Object.assign(draft, { sample, payload: payloadText(payload), headers: headerLines(headers) });
}

function headerLines(headers) {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join("\n");
}

/** The push that the form describes. */
function composed() {
  const lines = draft.headers.split("\n").filter((line) => line.trim());
  const pair = (line) => {
    const [, name, value] = /^([!-9;-~]+):[ \t]*([ -~]*)$/.exec(line.trim()) ?? [];
    if (!name) throw new ApiError(0, `A header is a name, a colon and a value in ASCII: ${line}`);
    return [name, value];
  };
  return {
    format: draft.format, payload: draft.payload, headers: Object.fromEntries(lines.map(pair)),
    target: { kind: draft.kind, expression: draft.expression, id: draft.id, handle: draft.handle, p256dh: draft.p256dh, auth: draft.auth },
    test: draft.when === "test", minutes: draft.when === "later" ? Number(draft.minutes) || 1 : 0,
  };
}

function drawCompose(container) {
  const text = (name, label, attributes) => labeled(label, el("input", { name, value: draft[name], autocomplete: "off", spellcheck: "false", ...attributes }));
  const named = {
    expression: text("expression", "Tag expression", { placeholder: "vip && en", class: "wide" }),
    id: text("id", "Installation id", { list: "compose-ids", class: "wide" }),
    handle: text("handle", "Handle: a token, an address of a channel …", { list: "compose-handles", class: "wide" }),
    p256dh: text("p256dh", "The browser's key (p256dh)", { class: "wide" }),
    auth: text("auth", "Its secret (auth)", { class: "wide" }),
  };
  const payload = el("textarea", { name: "payload", rows: 12, spellcheck: "false" }, `\n${draft.payload}`);
  payload.value = draft.payload;
  const headers = el("textarea", { name: "headers", rows: 2, spellcheck: "false" });
  headers.value = draft.headers;
  const [judged, answer, lists] = [el("p", { class: "dim", role: "status" }), el("div", { role: "status" }), el("div", {})];
  const programs = programTabs();
  const again = () => drawCompose(container);
  const refresh = () => {
    named.expression.hidden = draft.kind !== "tags";
    named.id.hidden = draft.kind !== "installation";
    named.handle.hidden = draft.kind !== "handle";
    named.p256dh.hidden = named.auth.hidden = draft.kind !== "handle" || draft.format !== "browser";
    fill(judged, judgement());
    programs.show();
  };
  const form = el("form", {
    oninput: () => { Object.assign(draft, { ...valuesOf(form), format: draft.format, sample: draft.sample }); refresh(); },
    onsubmit: (event) => { event.preventDefault(); attempt(() => sendComposed(answer)); },
  },
    el("div", { class: "side-by-side" }, hubChoice(draft.hub, (event) => { draft.hub = event.target.value; again(); }),
      labeled("Platform", select({ name: "format", onchange: (event) => { changeFormat(event.target.value); again(); } },
        Object.keys(SAMPLES).map((format) => [format, platformName(format)]), draft.format)),
      labeled("Sample", select({ name: "sample", onchange: (event) => { takeSample(event.target.value); again(); } },
        SAMPLES[draft.format].map(([name], index) => [index, name]), draft.sample))),
    labeled(draft.format === "template" ? "Properties" : "Payload", payload), judged,
    labeled("Headers for the push service, one on each line", headers),
    group("To whom",
      radio("kind", "all", draft.kind, draft.format === "template" ? "Everybody with a template" : `Everybody on ${platformName(draft.format)}`),
      radio("kind", "tags", draft.kind, "Tag expression"),
      radio("kind", "installation", draft.kind, "One phone"),
      radio("kind", "handle", draft.kind, "Directly to a handle"), Object.values(named)),
    group("When",
      radio("when", "now", draft.when, "Now"),
      radio("when", "test", draft.when, "Now, as a test send: the answer says what became of it"),
      radio("when", "later", draft.when, "In ", el("input", { name: "minutes", type: "number", min: 1, max: 10080, value: draft.minutes, "aria-label": "Minutes" }), " minutes of the hub's clock")),
    el("p", {}, el("button", { class: "button primary" }, "Send")), answer, lists);
  fill(container, el("h2", {}, "Compose a push"), form, programs.node);
  refresh();
  attempt(() => offerPhones(lists));
}

/** What ids and handles there are to choose from. */
async function offerPhones(container) {
  const { rows } = await getJson(`/_emulator/inbox/devices?${query({ hub: draft.hub, limit: 100 })}`);
  const fits = rows.filter((row) => draft.format === "template" || row.platform === draft.format);
  const option = (value, row) => el("option", { value }, nameOfDevice(row));
  fill(container,
    el("datalist", { id: "compose-ids" }, rows.filter((row) => row.installationId).map((row) => option(row.installationId, row))),
    el("datalist", { id: "compose-handles" }, fits.map((row) => option(row.deviceHandle, row))));
}

function judgement() {
  const size = plural(new TextEncoder().encode(draft.payload).length, "byte");
  if (isXmlFormat(draft.format)) return size;
  try {
    JSON.parse(draft.payload);
    return size;
  } catch (error) {
    return [size, el("span", { class: "warn-text" }, `, not JSON: ${error.message}`)];
  }
}

async function sendComposed(container) {
  const push = composed();
  const wire = wireOf(push);
  if (push.minutes) {
    await readClock();
    wire.headers["ServiceBusNotification-ScheduleTime"] = `${new Date(hubNow().getTime() + push.minutes * 60000).toISOString().slice(0, 19)}Z`;
  }
  new Headers(wire.headers); // Refuses what no request can have, in words.
  const answer = await rest(draft.hub, "POST", wire.path, { headers: wire.headers, body: push.payload });
  fill(container, drawOutcome(answer, push));
}

function drawOutcome({ status, headers, text, detail }, push) {
  const accepted = status < 300;
  const id = /\/(?:messages|schedulednotifications)\/([^?/]+)/.exec(headers.get("location") ?? "")?.[1];
  const request = headers.get("trackingid");
  const rule = headers.get("x-emulator-rule");
  const entry = (name, value) => value && [el("dt", {}, name), el("dd", { class: "mono" }, value)];
  const done = push.minutes ? "It waits for its time." : "Accepted.";
  return el("div", { class: "card" },
    el("p", {}, el("span", { class: `badge ${accepted ? "good" : "bad"}` }, status), " ", el("b", {}, accepted ? done : detail || text || "Refused")),
    el("dl", { class: "keys" }, entry("Tracking id", request), entry("Notification id", id), entry("Breaks the rule", rule)),
    text && accepted && el("pre", {}, text),
    (id || request) && link({ ...NOTHING_OPEN, view: "explain", notification: id ?? null, request: id ? null : request }, { class: "button" }, "Who got it, and why"), " ",
    push.minutes > 0 && link({ ...NOTHING_OPEN, view: "scheduled" }, { class: "button" }, "What is scheduled"));
}
