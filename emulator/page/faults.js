// Rules for what goes wrong: at the push services, and on the way between a program and the hub.

const PNS_OUTCOMES = "ExpiredChannel BadChannel AbandonedNotificationMessages ChannelDisconnected ChannelThrottled Dropped InvalidCredentials InvalidNotificationSize NoTargets PnsInterfaceError PnsServerError PnsUnavailable PnsUnreachable Success Throttled UnknownError WrongToken".split(" ");
const FAULT_KINDS = "status answer reset close cut stall drip truncated_chunked malformed_chunked wrong_length garbage endless_head endless_body huge_body no_location connection_close expired_certificate wrong_name_certificate".split(" ");
const FAULT_POINTS = "accept handshake request_head before_body body after_body answer_head answer_body after_answer".split(" ");
/** Kinds of faults that happen at a place which can be chosen. */
const PLACED_FAULTS = ["reset", "close", "cut", "stall"];
const FAULT_SAMPLES = {
  "Throttled, three times": { kind: "status", status: "429", retry: "1", times: "3", method: "POST", path: "/*/messages*" },
  "Every tenth answer is lost": { kind: "reset", at: "answer_head", chance: "10", path: "/*/messages*" },
  "Down": { kind: "status", status: "503" },
  "Slow": { kind: "answer", delay: "2000" },
};

const spaced = (word) => word.replaceAll("_", " ");
const numberIn = (name, attributes) => input(name, { type: "number", min: 0, class: "short", ...attributes });
const timesIn = () => labeled("So many times", numberIn("times", { min: 1, placeholder: "always" }));
const numberOr = (text) => (text === "" ? "" : Number(text));

/** A form to add a rule, and the list of rules below it. */
function rulesPanel(legend, about, path, fields, ruleOf, columns, row) {
  const list = el("div", {});
  const refresh = async () => {
    const rules = await getJson(path);
    const forget = async () => {
      await send("DELETE", path);
      await refresh();
      notice("The rules are forgotten.");
    };
    fill(list, rules.length === 0 ? hint("There is no rule.") : [tableOf(columns, rules.map(row)), action("Forget these rules", forget)]);
  };
  const form = formOf(async (values) => {
    await send("POST", path, [ruleOf(values)]);
    await refresh();
    notice("The rule holds from now on.");
  }, fields, submitButton("Add rule"));
  return { node: group(legend, hint(about), form, list), form, refresh };
}

function outcomesPanel() {
  return rulesPanel("Push services", "They take everything, unless a rule says otherwise. The first one that fits counts. A phone has a button of its own to be gone.", "/_emulator/pns",
    sideBySide(labeled("Handles (* is any)", input("handle", { placeholder: "*" })),
      labeled("Platform", select({ name: "platform" }, [["", "any"], ...Object.keys(PRETEND).map((name) => [name, platformName(name)])], "")),
      labeled("Outcome", select({ name: "outcome" }, PNS_OUTCOMES)), timesIn()),
    (rule) => given({ ...rule, times: numberOr(rule.times) }),
    ["Handles", "Platform", "Outcome", "Times left"],
    ({ handle, platform, outcome, times }) => [el("span", { class: "mono" }, shortened(handle ?? "any", 40)), platform ? platformName(platform) : "any", outcome, times ?? "always"]);
}

function faultsPanel() {
  const chance = input("chance", { type: "range", min: 1, max: 100, value: 100, class: "wide" });
  const chanceText = el("b", {});
  const kind = select({ name: "kind" }, FAULT_KINDS.map((word) => [word, spaced(word)]));
  const status = labeled("Status", numberIn("status", { min: 100, max: 599, value: 429 }));
  const retry = labeled("Retry-After, seconds", numberIn("retry"));
  const at = labeled("Where", select({ name: "at" }, [["", "after the request"], ...FAULT_POINTS.map((word) => [word, spaced(word)])], ""));
  const panel = rulesPanel("Faults", "What goes wrong between a program and this hub. The first rule that fits a request hits it; this page's own sends are hit too.", "/_emulator/faults",
    [labeled("Begin with", select({ onchange: (event) => take(FAULT_SAMPLES[event.target.value]) }, [["", "…"], ...Object.keys(FAULT_SAMPLES)])),
      sideBySide(labeled("What happens", kind), status, retry, at, labeled("Late by, milliseconds", numberIn("delay"))),
      sideBySide(labeled("Method", select({ name: "method" }, [["", "any"], "GET", "POST", "PUT", "PATCH", "DELETE"])),
        labeled("Path (* is any)", input("path", { placeholder: "/*/messages*" })),
        labeled("Let pass first", numberIn("skip")), timesIn(), labeled("Name in the log", input("name"))),
      labeled(["Probability ", chanceText], chance),
      choice("checkbox", "perform", null, false, "Before that, what was asked for is done all the same")],
    faultRule, ["Rule", "Which requests", "Probability", "Hits", "Left"],
    (rule) => [el("b", {}, rule.name ?? spaced(rule.kind)), `${rule.method ?? "any"} ${rule.path ?? "*"}${rule.skip ? `, after ${rule.skip}` : ""}`,
      `${Math.round((rule.probability ?? 1) * 100)} %`, rule.hits, rule.remaining ?? "always"]);
  const fit = () => {
    status.hidden = retry.hidden = kind.value !== "status";
    at.hidden = !PLACED_FAULTS.includes(kind.value);
    fill(chanceText, `${chance.value} %`);
  };
  const take = (sample) => {
    for (const control of panel.form.elements) {
      if (sample && control.name && control.type !== "checkbox") control.value = sample[control.name] ?? (control === chance ? "100" : "");
    }
    fit();
  };
  panel.form.addEventListener("input", fit);
  fit();
  return panel;
}

function faultRule({ kind, status, retry, at, delay, method, path, skip, times, name, chance, perform }) {
  const isStatus = kind === "status";
  return given({
    kind, method, path, name, perform, skip: numberOr(skip), times: numberOr(times), delay_ms: numberOr(delay), probability: chance / 100,
    status: isStatus && numberOr(status), headers: isStatus && retry !== "" && { "Retry-After": retry }, at: PLACED_FAULTS.includes(kind) && at,
  });
}
