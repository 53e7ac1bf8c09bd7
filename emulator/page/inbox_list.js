// What arrived, newest on top: at one phone, or at all of them.

const ROW_HEIGHT = 72;

const inbox = new WindowList({
  rowHeight: ROW_HEIGHT,
  label: "Pushes that arrived",
  load: newestFirst(() => inbox, (part) => getJson(`/_emulator/inbox?${query({ ...inboxFilter(), ...part })}`)),
  draw: drawDelivery,
  empty: () => (isFiltered() ? nothingFound() : firstSteps()),
  remedy: () => address.get("q") && link({ q: null }, {}, "Clear the search"),
});

function inboxFilter() {
  return { q: address.get("q"), hub: address.get("hub"), device: address.get("device") };
}

function isFiltered() {
  return Object.values(inboxFilter()).some((value) => value !== "");
}

function nothingFound() {
  const device = address.get("device");
  return [
    !address.get("q") ? "Nothing arrived here yet. " : device ? "Nothing that arrived here fits the search. " : "Nothing that arrived fits the search. ",
    device && address.get("q") && [link({ device: null }, {}, "Search all phones"), " · "],
    address.get("q") ? link({ q: null }, {}, "Clear the search")
      : device ? link({ tab: "missed" }, {}, "What did not arrive, and why") : link({ view: "compose" }, {}, "Compose a push"),
  ];
}

function firstSteps() {
  return ["Nothing has arrived yet. Send something with your program, or ", link({ view: "compose" }, {}, "compose a push"), "."];
}

function drawDelivery(row) {
  const { title, text, shown } = summaryOf(row);
  const open = { ...NOTHING_OPEN, message: row.number };
  const isOpen = address.get("message") === String(row.number);
  return link(open, { class: "entry", "aria-current": isOpen && "true" },
    el("span", { class: "entry-head" },
      el("b", { class: shown ? "" : "dim" }, title || text || "Nothing is shown"),
      row.finding && el("span", { class: "badge warn", title: row.finding.text }, "!"),
      el("time", { class: "dim", datetime: row.time, title: row.time }, clockTime(row.time))),
    el("span", { class: "entry-text" }, title ? text : ""),
    el("span", { class: "entry-foot dim" }, platformName(row.platform), " · ", nameOfDevice(row), row.template !== null && ` · template ${row.template}`));
}

const PLATFORMS = {
  apple: "Apple", gcm: "FCM legacy", fcmv1: "FCM v1", windows: "Windows", windowsphone: "Windows Phone",
  adm: "Amazon", baidu: "Baidu", browser: "Browser", xiaomi: "Xiaomi", template: "Template",
};

function platformName(word) {
  return lookUp(PLATFORMS, word) ?? word;
}

/** What people call a device: the id that its app gave it, or what else there is. */
function nameOfDevice(device) {
  return device.installationId ?? device.registrationId ?? `handle ${shortened(device.deviceHandle)}`;
}

function shortened(text, length = 24) {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
