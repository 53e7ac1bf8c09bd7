// What a test would set up: the time, the tier, what push services and connections do, and a fresh start.

views.conditions = {
  title: "Conditions",
  render(container) {
    this.parts = [clockPanel(), outcomesPanel(), faultsPanel(), tierPanel(), resetPanel()];
    fill(container, el("h2", {}, "Conditions"), this.parts.map((part) => part.node));
    attempt(() => Promise.all(this.parts.map((part) => part.refresh?.())));
  },
  onEvent(kind) {
    if (kind === "pushes" || kind === "reset") attempt(() => Promise.all((this.parts ?? []).map((part) => part.refresh?.(true))));
  },
};

const inUtc = (time) => new Date(time).toISOString().slice(0, 19).replace("T", " ");

function clockPanel() {
  let clock = null;
  const [shownTime, kind] = [el("b", { class: "big" }), el("span", { class: "dim" })];
  const wanted = el("input", { type: "datetime-local", step: 1, "aria-label": "Time in UTC" });
  const freeze = action("Freeze", () => setHubClock({ frozen: !clock?.frozen }, refresh));
  const draw = () => clock && fill(shownTime, `${inUtc(clock.frozen ? clock.now : hubNow())} UTC`);
  const refresh = async (isQuiet) => {
    clock = await getJson("/_emulator/clock");
    clockOffset = new Date(clock.now) - Date.now();
    fill(kind, clock.frozen ? "It stands still." : clock.real ? "It is the real time." : "It was set, and goes on.");
    fill(freeze, clock.frozen ? "Let it go on" : "Freeze");
    if (!isQuiet) wanted.value = inUtc(clock.now).replace(" ", "T");
    draw();
  };
  const timer = setInterval(() => (node.isConnected ? draw() : clearInterval(timer)), 1000);
  const later = (label, milliseconds) => action(label, () => setHubClock({ advance_ms: milliseconds }, refresh));
  const setWanted = () => setHubClock({ set: `${wanted.value.length === 16 ? `${wanted.value}:00` : wanted.value}Z`, frozen: clock?.frozen ?? false }, refresh);
  const node = group("The hub's clock",
    el("p", { role: "timer" }, shownTime, " ", kind),
    el("div", { class: "actions" }, later("+1 min", 60000), later("+1 h", 3600000), later("+1 d", 86400000), freeze,
      action("Real time", () => setHubClock({ real: true }, refresh))),
    el("div", { class: "actions" }, wanted, action("Set it to this (UTC)", setWanted)),
    el("p", { class: "dim" }, "Tokens expire, scheduled pushes go and jobs end by this clock."));
  return { node, refresh };
}

async function setHubClock(setting, refresh) {
  const { now, frozen } = await send("POST", "/_emulator/clock", setting);
  await refresh?.();
  notice(`The hub's clock says ${inUtc(now)} UTC${frozen ? ", and stands still" : ""}.`);
}

function tierPanel() {
  const [controls, quotas] = [el("div", {}), el("p", { class: "dim" })];
  const refresh = async () => {
    const { tier, devices, pushes } = await getJson("/_emulator/tier");
    const choose = (event) => attempt(async () => {
      await send("POST", "/_emulator/tier", { tier: event.target.value });
      await refresh();
      notice(`The tier is ${event.target.value}.`);
    });
    fill(controls, select({ "aria-label": "Tier", onchange: choose }, ["free", "basic", "standard"].map((name) => [name, name]), tier));
    fill(quotas, `Room for ${plural(devices, "phone")}${pushes === null ? "" : ` and ${plural(pushes, "push")}`}. Telemetry, schedules and jobs are for standard.`);
  };
  return { node: group("Tier", controls, quotas), refresh };
}

function resetPanel() {
  const everything = async () => {
    if (!confirm("Forget all phones, scheduled pushes, jobs, rules and what was recorded?")) return;
    await send("POST", "/_emulator/reset?all");
    notice("Everything is forgotten but the hubs and their keys.");
  };
  const recorded = async () => {
    await send("POST", "/_emulator/reset");
    notice("What was sent and what arrived is forgotten.");
  };
  return {
    node: group("Begin anew", el("div", { class: "actions" },
      action("Forget what was sent and arrived", recorded), action("Forget everything …", everything))),
  };
}
