// What a test would set up: the time, what push services and connections do, and a fresh start.

let conditionParts = [];
const refreshConditions = (isQuiet) => attempt(() => Promise.all(conditionParts.map((part) => part.refresh(isQuiet))));

views.conditions = {
  title: "Clock and faults",
  render(container) {
    conditionParts = [clockPanel(), outcomesPanel(), faultsPanel()];
    fill(container, el("h2", {}, "Clock and faults"), conditionParts.map((part) => part.node), resetPanel());
    refreshConditions(false);
  },
  onEvent(kind) {
    if (kind === "pushes" || kind === "reset") refreshConditions(true);
  },
};

function clockPanel() {
  let clock = null;
  const [shownTime, kind, wanted] = [el("b", { class: "big" }), el("span", { class: "dim" }), input("time", { type: "datetime-local", step: 1, "aria-label": "Time in UTC" })];
  const set = async (setting) => { await setHubClock(setting); await refresh(); };
  const freeze = action("Freeze", () => set({ frozen: !clock.frozen }));
  const draw = () => fill(shownTime, clock && `${inUtc(hubNow())} UTC`);
  const refresh = async (isQuiet) => {
    clock = await readClock();
    fill(kind, clock.frozen ? "It stands still." : clock.real ? "It is the real time." : "It was set, and goes on.");
    fill(freeze, clock.frozen ? "Let it go on" : "Freeze");
    if (!isQuiet) wanted.value = inUtc(clock.now).replace(" ", "T");
    draw();
  };
  const timer = setInterval(() => (node.isConnected ? draw() : clearInterval(timer)), 1000);
  const later = (label, milliseconds) => action(label, () => set({ advance_ms: milliseconds }));
  const node = group("The hub's clock",
    el("p", {}, shownTime, " ", kind),
    sideBySide(later("+1 min", 60000), later("+1 h", 3600000), later("+1 d", 86400000), freeze, action("Real time", () => set({ real: true }))),
    sideBySide(wanted, action("Set it to this (UTC)", () => set({ set: `${wanted.value}:00`.slice(0, 19) + "Z", frozen: clock.frozen }))),
    hint("Tokens expire, scheduled pushes go and jobs end by this clock."));
  return { node, refresh };
}

async function setHubClock(setting) {
  const { now, frozen } = await send("POST", "/_emulator/clock", setting);
  notice(`The hub's clock says ${inUtc(now)} UTC${frozen ? ", and stands still" : ""}.`);
}

function resetPanel() {
  const reset = async (everything) => {
    if (everything && !confirm("Forget all phones, scheduled pushes, jobs, rules and what was recorded?")) return;
    await send("POST", `/_emulator/reset${everything ? "?all" : ""}`);
    notice(everything ? "Everything is forgotten but the hubs and their keys." : "What was sent and what arrived is forgotten.");
    refreshConditions(true);
  };
  return group("Begin anew", sideBySide(action("Forget what was sent and arrived", () => reset(false)), action("Forget everything …", () => reset(true))));
}
