// Everything that programs asked the hub to send, whatever became of it.

function nameOfPush(push) {
  const kind = push.direct ? "direct send" : push.test ? "test send" : "push";
  const words = wordsOfPush(push);
  return `${push.format ? platformName(push.format) : "Refused"} ${kind}${words && ` “${shortened(words, 60)}”`}`;
}

/** What somebody knows a push by: the first that it shows, or the properties for a template. */
function wordsOfPush({ format, payload }) {
  if (payload === null) return "";
  if (format === "template") return Object.values(objectOf(parsed(payload))).join(", ");
  const { title, text } = summaryOf({ platform: format, payload });
  return title || text;
}

/** What opens the explanation of a push. */
function openPush(push) {
  return { ...NOTHING_OPEN, view: "explain", notification: push.notificationId, request: push.notificationId ? null : push.trackingId };
}

const pushes = new WindowList({
  rowHeight: ROW_HEIGHT,
  label: "Pushes that were sent",
  load: newestFirst(() => pushes, (part) => getJson(`/_emulator/inbox/pushes?${query({ hub: address.get("hub"), ...part })}`)),
  draw: (push) => link(openPush(push), { class: "entry" },
    el("span", { class: "entry-head" },
      el("b", {}, nameOfPush(push)),
      push.status >= 400 && el("span", { class: "badge bad" }, push.status),
      push.fault && el("span", { class: "badge warn" }, "fault"),
      push.refused > 0 && el("span", { class: "badge warn" }, `${push.refused} refused`),
      push.delivered !== null && el("span", { class: "badge" }, `${push.delivered} arrived`),
      el("time", { class: "dim", datetime: push.time }, clockTime(push.time))),
    el("span", { class: "entry-text" }, push.refusal ?? push.summary ?? ""),
    el("span", { class: "entry-foot dim" }, push.hub, push.tagExpression !== null ? ` · to ${push.tagExpression.trim() || "(an empty tag expression)"}` : push.direct ? " · to a handle" : " · to everybody")),
  empty: () => ["Nothing was sent yet. ", link({ view: "compose" }, {}, "Compose a push"), "."],
});

const refreshPushes = oneAtATime(() => pushes.refresh());

views.pushes = {
  title: "Sent",
  render(container) {
    fill(container, el("h2", {}, "What was sent"), el("p", { class: "dim" }, "Each opens with who got it, who did not, and why.", address.get("q") && " The search does not apply here."), pushes.node);
    attempt(() => pushes.reset());
  },
  onEvent(kind) {
    if (kind !== "devices" && kind !== "delivery") refreshPushes();
  },
};
