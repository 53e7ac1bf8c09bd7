// Rules for what goes wrong: at the push services, and on the way between a program and the hub.

const PNS_OUTCOMES = ["ExpiredChannel", "BadChannel", "AbandonedNotificationMessages", "ChannelDisconnected", "ChannelThrottled", "Dropped",
  "InvalidCredentials", "InvalidNotificationSize", "NoTargets", "PnsInterfaceError", "PnsServerError", "PnsUnavailable", "PnsUnreachable",
  "Success", "Throttled", "UnknownError", "WrongToken"];

/** What happens to a request, in words. */
const FAULT_KINDS = {
  status: "another answer", answer: "the hub's own answer, late", reset: "connection reset", close: "connection closed",
  cut: "connection cut, without goodbye", stall: "nothing more comes", drip: "byte by byte", truncated_chunked: "chunks that end too early",
  malformed_chunked: "chunks that are wrong", wrong_length: "wrong Content-Length", garbage: "no HTTP at all", endless_head: "a head without end",
  endless_body: "a body without end", huge_body: "a huge body", no_location: "no Location", connection_close: "Connection: close",
  expired_certificate: "expired certificate", wrong_name_certificate: "certificate of another host",
};
const FAULT_POINTS = ["accept", "handshake", "request_head", "before_body", "body", "after_body", "answer_head", "answer_body", "after_answer"];
const FAULT_SAMPLES = [
  ["Throttled, three times", { kind: "status", status: "429", retry: "1", times: "3", method: "POST", path: "/*/messages*" }],
  ["Every tenth answer is lost", { kind: "reset", at: "answer_head", chance: "10", path: "/*/messages*" }],
  ["Down", { kind: "status", status: "503" }],
  ["Slow", { kind: "answer", delay: "2000" }],
];
/** Kinds of faults that happen at a place which can be chosen. */
const PLACED_FAULTS = ["reset", "close", "cut", "stall"];

const numberIn = (name, attributes) => el("input", { name, type: "number", min: 0, class: "short", ...attributes });
const textIn = (name, placeholder) => el("input", { name, placeholder, autocomplete: "off", spellcheck: "false" });
const numberOr = (text) => (text === "" || text === undefined ? undefined : Number(text));

/** A form to add a rule, and the list of rules below it. */
function rulesPanel({ legend, about, path, form, ruleOf, columns, row, none }) {
  const list = el("div", { class: "scroll" });
  const refresh = async () => {
    const rules = await getJson(path);
    const head = el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)));
    const cells = (rule) => el("tr", {}, row(rule).map((cell) => el("td", {}, cell ?? "")));
    fill(list, rules.length === 0 ? el("p", { class: "dim" }, none) : [
      el("table", { class: "table" }, el("thead", {}, head), el("tbody", {}, rules.slice(0, 50).map(cells))),
      rules.length > 50 && el("p", { class: "dim" }, `and ${plural(rules.length - 50, "rule")} more`),
      el("p", {}, action("Forget these rules", async () => {
        await send("DELETE", path);
        await refresh();
        notice("The rules are forgotten.");
      }))]);
  };
  const add = async (rule) => {
    await send("POST", path, [rule]);
    await refresh();
    notice("The rule holds from now on.");
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => add(ruleOf(valuesOf(form))));
  });
  return { node: group(legend, el("p", { class: "dim" }, about), form, list), refresh, add };
}

function outcomesPanel() {
  const phone = el("select", { "aria-label": "Phone" });
  const platforms = [["", "any"], ...Object.keys(PRETEND).map((name) => [name, platformName(name)])];
  const form = el("form", {},
    el("div", { class: "actions" }, phone, action("This phone is gone", async () => {
      if (!phone.value) throw new ApiError(0, "No phone is registered.");
      const [handle, platform] = JSON.parse(phone.value);
      await panel.add({ handle, platform, outcome: "ExpiredChannel" });
    })),
    el("div", { class: "side-by-side" },
      labeled("Handles (* is any)", textIn("handle", "*")),
      labeled("Platform", select({ name: "platform" }, platforms, "")),
      labeled("Outcome", select({ name: "outcome" }, PNS_OUTCOMES.map((name) => [name, name]), "ExpiredChannel")),
      labeled("So many times", numberIn("times", { min: 1, placeholder: "always" })),
      el("p", {}, el("button", { class: "button" }, "Add rule"))));
  const panel = rulesPanel({
    legend: "Push services", path: "/_emulator/pns", form,
    about: "They take everything, unless a rule says otherwise. The first one that fits counts.",
    none: "There is no rule: everything is taken.",
    ruleOf: ({ handle, platform, outcome, times }) => ({ handle: handle || undefined, platform: platform || undefined, outcome, times: numberOr(times) }),
    columns: ["Handles", "Platform", "Outcome", "Times left"],
    row: ({ handle, platform, outcome, times }) => [el("span", { class: "mono" }, shortened(handle ?? "any", 40)), platform ? platformName(platform) : "any", outcome, times ?? "always"],
  });
  const offer = async () => {
    const { rows } = await getJson(`/_emulator/inbox/devices?${query({ hub: address.get("hub"), limit: 100 })}`);
    fill(phone, rows.map((one) => el("option", { value: JSON.stringify([one.deviceHandle, one.platform]) }, `${nameOfDevice(one)} · ${platformName(one.platform)}`)));
  };
  return { node: panel.node, refresh: async (isQuiet) => { await panel.refresh(); if (!isQuiet) await offer(); } };
}

function faultsPanel() {
  const chance = el("input", { name: "chance", type: "range", min: 1, max: 100, value: 100, oninput: () => drawChance() });
  const chanceText = el("output", {});
  const kindIn = select({ name: "kind" }, Object.entries(FAULT_KINDS).map(([kind, words]) => [kind, `${kind}: ${words}`]), "status");
  const fields = {
    status: labeled("Status", numberIn("status", { min: 100, max: 599, value: 429 })),
    retry: labeled("Retry-After, seconds", numberIn("retry")),
    at: labeled("Where", select({ name: "at" }, [["", "after the request"], ...FAULT_POINTS.map((name) => [name, name.replace("_", " ")])], "")),
  };
  const drawChance = () => fill(chanceText, `${chance.value} %`);
  const form = el("form", { oninput: () => fit() },
    labeled("Begin with", select({ onchange: (event) => take(FAULT_SAMPLES[event.target.value]?.[1]) }, [["", "…"], ...FAULT_SAMPLES.map(([name], index) => [index, name])], "")),
    el("div", { class: "side-by-side" },
      labeled("What happens", kindIn), fields.status, fields.retry, fields.at,
      labeled("Late by, milliseconds", numberIn("delay"))),
    el("div", { class: "side-by-side" },
      labeled("Method", select({ name: "method" }, [["", "any"], ...["GET", "POST", "PUT", "PATCH", "DELETE"].map((name) => [name, name])], "")),
      labeled("Path (* is any)", textIn("path", "/*/messages*")),
      labeled("Let pass first", numberIn("skip")),
      labeled("So many times", numberIn("times", { min: 1, placeholder: "always" })),
      labeled("Name in the log", textIn("name", "lost answer"))),
    el("label", { class: "field" }, el("span", {}, "Probability ", chanceText), chance),
    el("label", { class: "choice" }, el("input", { type: "checkbox", name: "perform" }), " Before that, what was asked for is done all the same"),
    el("p", {}, el("button", { class: "button" }, "Add rule")));
  const fit = () => {
    fields.status.hidden = fields.retry.hidden = kindIn.value !== "status";
    fields.at.hidden = !PLACED_FAULTS.includes(kindIn.value);
    drawChance();
  };
  const take = (sample) => {
    for (const control of form.elements) {
      if (control.name && control.type !== "checkbox" && sample) control.value = sample[control.name] ?? (control === chance ? "100" : "");
    }
    fit();
  };
  fit();
  return rulesPanel({
    legend: "Faults", path: "/_emulator/faults", form,
    about: "What goes wrong between a program and this hub. The first rule that fits a request hits it; this page's own sends are hit too.",
    none: "There is no rule: nothing goes wrong.",
    ruleOf: faultRule,
    columns: ["Rule", "Which requests", "Probability", "Hits", "Left"],
    row: (rule) => [el("b", {}, rule.name ?? rule.kind), `${rule.method ?? "any"} ${rule.path ?? "*"}${rule.skip ? `, after ${rule.skip}` : ""}`,
      `${Math.round((rule.probability ?? 1) * 100)} %`, rule.hits, rule.remaining ?? "always"],
  });
}

function faultRule({ kind, status, retry, at, delay, method, path, skip, times, name, chance, perform }) {
  const isStatus = kind === "status";
  return {
    kind, status: isStatus ? numberOr(status) : undefined, headers: isStatus && retry !== "" ? { "Retry-After": retry } : undefined,
    at: PLACED_FAULTS.includes(kind) && at ? at : undefined, delay_ms: numberOr(delay), method: method || undefined, path: path || undefined,
    skip: numberOr(skip), times: numberOr(times), name: name || undefined, probability: chance === "100" ? undefined : Number(chance) / 100,
    perform: perform || undefined,
  };
}
