// Pushes that wait for their time by the hub's clock.

views.scheduled = {
  title: "Scheduled",
  render(container) {
    this.list = el("div", {});
    fill(container, el("h2", {}, "Scheduled"), hint("Each is sent when the hub's clock gets there. Who gets it is decided then."), this.list);
    attempt(() => drawScheduled(this.list));
  },
  onEvent(kind) {
    if (kind !== "delivery") attempt(() => drawScheduled(this.list));
  },
};

async function drawScheduled(container) {
  await readClock();
  const { rows, total } = await getJson(`/_emulator/inbox/scheduled?${query({ hub: address.get("hub"), limit: 100 })}`);
  fill(container, total > 0 ? tableOf(["Due", "Push", ""], rows.map(drawWaiting), total)
    : hint("Nothing waits. ", link({ ...NOTHING_OPEN, view: "compose" }, {}, "Compose a push"), " that is to go later."));
}

function drawWaiting({ hub, id, due, format, tagExpression, payload }) {
  const cancel = async () => {
    await insist(hub, "DELETE", `schedulednotifications/${encodeURIComponent(id)}`);
    notice("Canceled: it will not be sent.");
  };
  return [
    el("time", { datetime: due, title: due, class: "due" }, clockTime(due), el("br"), ahead(due)),
    [platformName(format), hubs.length > 1 && ` · ${hub}`, tagExpression ? ` · to ${tagExpression}` : " · to everybody", el("div", { class: "mono dim" }, shortened(payload, 200))],
    sideBySide(action("Cancel", cancel), action("Set the clock to it", () => setHubClock({ set: due })),
      buttonLink(openPush({ notificationId: id }), "What is known of it")),
  ];
}

/** How long it is until then, by the hub's clock. */
function ahead(time) {
  const minutes = Math.ceil((new Date(time) - hubNow()) / 60000);
  if (minutes <= 0) return "due";
  return minutes < 120 ? `in ${minutes} min` : minutes < 2880 ? `in ${Math.floor(minutes / 60)} h` : `in ${Math.floor(minutes / 1440)} d`;
}
