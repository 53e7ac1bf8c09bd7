// Pushes that wait for their time by the hub's clock.

const SCHEDULED_SHOWN = 100;
let scheduledFrom = 0;

views.scheduled = {
  title: "Scheduled",
  render(container) {
    this.list = el("div", { class: "scroll" });
    fill(container, el("h2", {}, "Scheduled"), el("p", { class: "dim" }, "Each is sent when the hub's clock gets there. Who gets it is decided then."), this.list);
    attempt(() => drawScheduled(this.list));
  },
  onEvent(kind) {
    if (kind !== "delivery" && this.list?.isConnected) attempt(() => drawScheduled(this.list));
  },
};

async function drawScheduled(container) {
  await readClock();
  const answer = await getJson(`/_emulator/inbox/scheduled?${query({ hub: address.get("hub"), from: scheduledFrom, limit: SCHEDULED_SHOWN })}`);
  if (answer.rows.length === 0 && scheduledFrom > 0) {
    scheduledFrom = 0;
    return drawScheduled(container);
  }
  const step = (label, from, isPossible) => action(label, () => { scheduledFrom = from; return drawScheduled(container); }, { disabled: !isPossible });
  const end = scheduledFrom + answer.rows.length;
  fill(container, answer.total === 0 ? el("p", { class: "dim" }, "Nothing waits. ", link({ ...NOTHING_OPEN, view: "compose" }, {}, "Compose a push"), " that is to go later.") : [
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, ["Due", "Push", ""].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, answer.rows.map(drawWaiting))),
    answer.total > answer.rows.length && el("div", { class: "actions" },
      step("Earlier", Math.max(0, scheduledFrom - SCHEDULED_SHOWN), scheduledFrom > 0),
      step("Later", end, end < answer.total), el("span", { class: "dim" }, `${scheduledFrom + 1} to ${end} of ${answer.total}`))]);
  return undefined;
}

function drawWaiting(waiting) {
  const cancel = async () => {
    await insist(waiting.hub, "DELETE", `schedulednotifications/${encodeURIComponent(waiting.id)}`);
    notice("Canceled: it will not be sent.");
  };
  return el("tr", {},
    el("td", {}, el("time", { datetime: waiting.due, title: waiting.due }, clockTime(waiting.due)), el("div", { class: "dim" }, ahead(waiting.due))),
    el("td", {}, platformName(waiting.format), hubs.length > 1 && ` · ${waiting.hub}`, waiting.tagExpression ? ` · to ${waiting.tagExpression}` : " · to everybody",
      el("div", { class: "mono dim" }, shortened(waiting.payload, 200))),
    el("td", {}, el("div", { class: "actions" },
      action("Cancel", cancel, { "aria-label": `Cancel ${waiting.id}` }),
      action("Set the clock to it", () => setHubClock({ set: waiting.due })),
      link({ ...NOTHING_OPEN, view: "explain", notification: waiting.id }, { class: "button" }, "Whom it would reach"))));
}

/** How long it is until then, by the hub's clock. */
function ahead(time) {
  const seconds = Math.round((new Date(time) - hubNow()) / 1000);
  if (seconds <= 0) return "due";
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) return `in ${Math.floor(seconds / size)} ${unit}`;
  }
  return `in ${seconds} s`;
}
