// Writes a push and sends it, as a program would: by the REST interface, with a token.

const draft = {
  hub: "", format: "apple", sample: "0", payload: "", headers: "", kind: "all", expression: "", id: "", handle: "",
  p256dh: "", auth: "", when: "now", minutes: "60", to: "",
};

views.compose = {
  title: "Compose",
  render(container) {
    attempt(async () => {
      const to = address.get("to");
      if (to && to !== draft.to) await aimAt(to);
      else draft.hub = currentHub();
      if (!draft.payload) takeSample();
      drawCompose(container);
    });
  },
};

/** Makes one phone the target, and its platform the format. */
async function aimAt(key) {
  const [, platform, deviceHandle] = /^h:([^:]*):(.*)$/s.exec(key) ?? [];
  const phone = platform ? { platform, deviceHandle } : await thePhone(key);
  if (!phone) throw new ApiError(404, "This phone is not registered any more.");
  const id = phone.installationId ?? "";
  Object.assign(draft, { to: key, hub: phone.hub ?? currentHub(), format: phone.platform, kind: id ? "installation" : "handle", id, handle: phone.deviceHandle });
  takeSample();
  if (id && phone.platform === "browser") {
    const { text } = await insist(draft.hub, "GET", `installations/${encodeURIComponent(id)}`);
    const { p256dh, auth } = JSON.parse(text).pushChannel;
    Object.assign(draft, { p256dh, auth });
  }
}

function takeSample(sample = "0") {
  const [, payload, headers] = SAMPLES[draft.format][sample];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  Object.assign(draft, { sample, payload: payloadText(payload), headers: lines.join("\n") });
}

/** The push that the form describes. */
function composed() {
  const pair = (line) => {
    const [, name, value] = /^([!-9;-~]+):[ \t]*([ -~]*)$/.exec(line.trim()) ?? [];
    if (!name) throw new ApiError(0, `A header is a name, a colon and a value in ASCII: ${line}`);
    return [name, value];
  };
  const { format, payload, kind, expression, id, handle, p256dh, auth } = draft;
  return {
    format, payload, headers: Object.fromEntries(draft.headers.split("\n").filter((line) => line.trim()).map(pair)),
    target: { kind, expression, id, handle, ...(format === "browser" && { p256dh, auth }) },
    test: draft.when === "test", minutes: draft.when === "later" ? Math.max(1, Math.round(draft.minutes)) : 0,
  };
}

function drawCompose(container) {
  const text = (kind, name, label, attributes) => [kind, labeled(label, input(name, { value: draft[name], class: "wide", ...attributes }))];
  const parts = [
    text("tags", "expression", "Tag expression", { placeholder: "e.g. vip && en" }),
    text("installation", "id", "Installation id", { list: "compose-ids" }),
    text("handle", "handle", "Token, registration id or address of its channel"),
    ...(draft.format === "browser" ? [text("handle", "p256dh", "The browser's key (p256dh)"), text("handle", "auth", "Its secret (auth)")] : []),
  ];
  const [judged, answer, ids] = [el("p", { class: "dim", role: "status" }), el("div", { role: "status" }), el("datalist", { id: "compose-ids" })];
  const programs = programTabs();
  const isTemplate = draft.format === "template";
  const target = (kind, label) => choice("radio", "kind", kind, draft.kind === kind, label);
  const time = (when, ...label) => choice("radio", "when", when, draft.when === when, label);
  const form = formOf(() => sendComposed(answer),
    sideBySide(hubChoice(draft.hub),
      labeled("Platform", select({ name: "format" }, Object.keys(SAMPLES).map((format) => [format, platformName(format)]), draft.format)),
      labeled("Sample", select({ name: "sample" }, SAMPLES[draft.format].map(([name], index) => [index, name]), draft.sample))),
    labeled(isTemplate ? "Properties" : "Payload", textBox("payload", 12, draft.payload)), judged,
    labeled("Headers for the push service, one on each line", textBox("headers", 2, draft.headers)),
    group("To whom",
      target("all", isTemplate ? "Everybody with a template" : `Everybody on ${platformName(draft.format)}`),
      target("tags", "Tag expression"), target("installation", "One phone"), target("handle", "Directly to a handle"),
      parts.map(([, node]) => node), ids),
    group("When", time("now", "Now"), time("test", "Now, as a test send: the answer says what became of it"),
      time("later", "In ", input("minutes", { type: "number", min: 1, max: 10080, value: draft.minutes, class: "short", "aria-label": "Minutes" }), " minutes of the hub's clock")),
    submitButton("Send", "primary"), answer);
  const refresh = () => {
    for (const [kind, node] of parts) node.hidden = draft.kind !== kind;
    fill(judged, judgement());
    programs.show();
  };
  form.addEventListener("input", ({ target: { name } }) => {
    const { format, sample } = draft;
    // The phone that the address names is no longer the target.
    Object.assign(draft, valuesOf(form), ["kind", "id", "handle", "format"].includes(name) && { to: "" });
    if (draft.format !== format) takeSample();
    else if (draft.sample !== sample) takeSample(draft.sample);
    else return refresh();
    return drawCompose(container);
  });
  fill(container, el("h2", {}, "Compose a push"), form, programs.node);
  refresh();
  attempt(async () => {
    const { rows } = await getJson(`/_emulator/inbox/devices?${query({ hub: draft.hub, limit: 100 })}`);
    fill(ids, rows.filter((row) => row.installationId).map((row) => el("option", { value: row.installationId }, platformName(row.platform))));
  });
}

function judgement() {
  const size = plural(new TextEncoder().encode(draft.payload).length, "byte");
  try {
    if (!isXmlFormat(draft.format)) JSON.parse(draft.payload);
    return size;
  } catch (error) {
    return [size, el("span", { class: "warn-text" }, `, not JSON: ${error.message}`)];
  }
}

async function sendComposed(container) {
  const push = composed();
  if (draft.kind === "tags" && !draft.expression.trim()) throw new ApiError(0, "Write a tag expression, or choose everybody.");
  const { path, headers } = wireOf(push);
  if (push.minutes) {
    await readClock();
    headers["ServiceBusNotification-ScheduleTime"] = `${new Date(hubNow().getTime() + push.minutes * 60000).toISOString().slice(0, 19)}Z`;
  }
  new Headers(headers); // Refuses in words what no request can have.
  const answer = await rest(draft.hub, "POST", path, { headers, body: push.payload });
  fill(container, drawOutcome(answer, push, await reachOf(answer, push)));
}

/** How many got what was accepted, and how many did not. */
async function reachOf({ status, headers }, push) {
  if (status >= 300 || push.minutes) return "";
  try {
    const { counts } = await getJson(`/_emulator/explain?${query({ request: headers.get("trackingid") })}`);
    return ` It arrived ${counts.delivered === 1 ? "once" : plural(counts.delivered, "time")}${counts.refused ? `, and push services refused it ${plural(counts.refused, "time")}` : ""}.`;
  } catch {
    return ""; // It was accepted all the same.
  }
}

function drawOutcome({ status, headers, text, detail }, push, reach) {
  const id = /\/(?:messages|schedulednotifications)\/([^?/]+)/.exec(headers.get("location") ?? "")?.[1];
  const request = headers.get("trackingid");
  const isAccepted = status < 300;
  const words = push.minutes ? "It waits for its time." : `Accepted.${reach}`;
  const results = isAccepted && text ? childrenOf(readXml(text), "registrationresult") : [];
  return el("div", { class: "card" },
    el("p", {}, el("span", { class: `badge ${isAccepted ? "good" : "bad"}` }, status), " ", el("b", {}, isAccepted ? words : detail || text || "Refused")),
    listOf([["Tracking id", request], ["Notification id", id && link({ ...NOTHING_OPEN, view: "jobs", notification: id }, { title: "Its telemetry" }, id)], ["Breaks the rule", headers.get("x-emulator-rule")]]),
    results.length > 0 && tableOf(["Handle", "Outcome"], results.map((result) => [shortened(result.pnshandle), result.outcome])),
    sideBySide((id || request) && buttonLink(openPush({ notificationId: id ?? null, trackingId: request }), "Who got it, and why"),
      push.minutes > 0 && buttonLink({ ...NOTHING_OPEN, view: "scheduled" }, "What is scheduled")));
}
