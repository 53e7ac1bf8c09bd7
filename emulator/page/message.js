// One push that a phone got, or that its push service refused: as the phone shows it, and as it was sent.

/** The tab that was chosen last: it stays while somebody goes from push to push. */
let chosenTab = "Preview";

function messageView(message) {
  const { title, text } = summaryOf(message);
  const refused = message.result === "refused";
  const tabs = {
    Preview: drawPreview,
    Payload: drawPayload,
    Headers: drawHeaders,
    Request: drawRequest,
    ...(message.templateBody && { Template: drawTemplate }),
  };
  return [
    el("h2", {}, shortened(title || text || "Nothing is shown", 80)),
    el("p", { class: "dim" }, platformName(message.platform), " · ", phoneLink(message), message.userId && ` · user ${message.userId}`, " · ",
      el("time", { datetime: message.time, title: message.time }, clockTime(message.time))),
    el("p", {}, howSent(message), " ", link({ ...NOTHING_OPEN, view: "explain", notification: message.notificationId }, {}, "Why others did not get it")),
    refused && el("p", { class: "card verdict" }, el("b", {}, "This phone did not get it. "), "Its push service refused it: ", message.why ?? message.outcome),
    message.finding && !message.why?.includes(message.finding.text) && el("p", { class: "card verdict warn" }, el("b", {}, "Payload check: "), message.finding.text, el("span", { class: "mono" }, ` (${message.finding.rule})`)),
    sizeMeter(message),
    tabbed({ label: "Of this push", panes: tabs, chosen: chosenTab, onChoose: (name) => { chosenTab = name; }, value: message }).nodes,
  ];
}

function phoneLink(row, words) {
  return link({ ...NOTHING_OPEN, hub: row.hub, device: row.device }, {}, words ?? el("bdi", {}, nameOfDevice(row)));
}

function howSent({ test, tagExpression, template, request }) {
  const direct = /[?&]direct/i.test(request?.target ?? "");
  return [
    test ? "A test send " : "Sent ",
    tagExpression && "to ", !tagExpression && direct ? "to this handle directly" : drawPieces(null, tagExpression),
    template !== null && template !== undefined && ` through the template ${template || "without name"}`, ".",
  ];
}

function sizeMeter({ size, sizeLimit }) {
  if (typeof size !== "number") return null;
  if (!sizeLimit) return el("p", { class: "dim" }, plural(size, "byte"));
  const over = size - sizeLimit;
  return el("p", { class: over > 0 ? "bad-text" : "dim" },
    el("meter", { min: 0, max: sizeLimit, high: sizeLimit * 0.9, value: Math.min(size, sizeLimit), "aria-label": "Size of the payload" }), " ",
    `${size.toLocaleString("en")} of ${plural(sizeLimit, "byte")}`, over > 0 && `: ${plural(over, "byte")} too long`);
}

/** A body as text, indented where it is JSON or XML. */
function code(text, base64, label) {
  return el("pre", { tabindex: 0, "aria-label": label }, withSigns(indented(text || base64 || "")));
}

function indented(text) {
  try {
    if (parsed(text) !== undefined) return indentedJson(text);
    if (/^\s*</.test(text)) return indentedXml(text);
  } catch {
    // Too deep or too long: it is shown as it is.
  }
  return text;
}

/** Characters that cannot be seen, or that turn the direction of others, are named. */
function withSigns(text) {
  const unseen = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff])/;
  return text.split(unseen).map((part, at) =>
    at % 2 ? el("span", { class: "sign" }, `U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`) : part);
}

function drawPayload(message) {
  const { payload, payloadBase64, contentType } = message;
  return [
    el("p", { class: "dim" }, contentType, payloadBase64 && " · bytes that are not text, in Base64"),
    code(payload, payloadBase64, "Payload"),
  ];
}

function headerTable(headers) {
  const names = Object.entries(objectOf(headers));
  if (!names.length) return el("p", { class: "dim" }, "None.");
  return el("table", { class: "table pairs" }, names.map(([name, value]) =>
    el("tr", {}, el("th", { scope: "row", class: "mono" }, name), el("td", { class: "mono" }, [value].flat().map(wordsOf).join(", ")))));
}

/** What goes to the push service beside the payload. */
function drawHeaders({ headers, contentType, deviceHandle }) {
  return headerTable({ handle: deviceHandle, "content-type": contentType, ...objectOf(headers) });
}

function drawRequest({ request }) {
  if (!request) return el("p", { class: "dim" }, "No request is kept: it is forgotten, or it came from a schedule.");
  return [
    requestLine(request),
    el("h3", {}, "Headers"),
    headerTable(request.headers),
    el("h3", {}, "Body"),
    request.body || request.bodyBase64 ? code(request.body, request.bodyBase64, "Body of the request") : el("p", { class: "dim" }, "None."),
  ];
}

function hasFailed({ status }) {
  return status === null || status >= 400;
}

/** What was asked and what the hub answered. */
function requestLine({ method, target, protocol, time, status, refusal, fault, trackingId }) {
  return [
    el("pre", { class: "request-line" }, `${method} ${target}${protocol ? ` ${protocol}` : ""}`),
    el("p", {}, el("time", { datetime: time }, clockTime(time)), " · ",
      el("span", { class: hasFailed({ status }) ? "bad-text" : "good-text" }, status === null ? "no answer" : `answered with ${status}`),
      refusal && `: ${refusal}`, fault && ` · the fault rule '${fault}' hit it`),
    trackingId && el("p", { class: "dim" }, "Tracking id ", el("span", { class: "mono" }, trackingId)),
  ];
}

/** What a template says, what was put in, and what came of it. */
function drawTemplate({ templateBody, templateKind, properties, pushVariables, payload, payloadBase64 }) {
  const column = (title, ...children) => el("section", { "aria-label": title }, el("h3", {}, title), children);
  return el("div", { class: "three" },
    column(`Template (${templateKind ?? "text"})`, el("pre", { tabindex: 0 }, withMarks(indented(templateBody)))),
    column("Properties", headerTable(properties), Object.keys(objectOf(pushVariables)).length > 0 && [el("h3", {}, "Of the phone"), headerTable(pushVariables)]),
    column("Result", code(payload, payloadBase64, "Result")));
}

/** The places of a template that properties fill. */
function withMarks(text) {
  return text.split(/([$#.%]\([^)]*\))/).map((part, at) => (at % 2 ? el("mark", {}, part) : part));
}
