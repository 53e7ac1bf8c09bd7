// Puts on the page what its address says.

const VIEWS_IN_ORDER = ["pushes", "compose", "phones", "scheduled", "conditions", "jobs"];
let shown = {};

/** Tells the view that is open, and what is open of one phone, that something happened. */
function tellView(kind) {
  views[address.get("view")]?.onEvent?.(kind);
  if (address.get("tab") === "missed" && kind === "pushes") showMissed();
}

async function route() {
  const now = Object.fromEntries(["q", "hub", "device", "view", "message", "notification", "tab"].map((name) => [name, address.get(name)]));
  now.rest = location.search;
  const changed = (...names) => names.some((name) => now[name] !== shown[name]);
  const first = shown.rest === undefined;
  const [newList, newPhones, newOpen] = [changed("q", "hub", "device"), changed("q", "hub"), changed("rest")];
  shown = now;
  document.body.dataset.pane = now.view || now.message || now.notification ? "open" : now.device ? "list" : "phones";
  if (document.activeElement?.id !== "search") document.getElementById("search").value = now.q;
  drawNavigation(now);
  drawHubs();
  await attempt(async () => {
    if (newPhones) await phones.reset();
    else if (newOpen) phones.change(() => true, () => {});
    if (newList) {
      await inbox.reset();
      follow();
      if (now.device) lookedAt(currentHub(), now.device);
    } else inbox.change(() => true, () => {});
    if (newOpen || first) await open(now);
  });
}

function drawNavigation(now) {
  const entry = (changes, title, isHere) => link({ ...NOTHING_OPEN, tab: now.tab, ...changes }, { class: "nav", "aria-current": isHere && "page" }, title);
  fill(document.getElementById("nav"), entry({}, "Inbox", !now.view),
    VIEWS_IN_ORDER.filter((name) => views[name]).map((name) => entry({ view: name }, views[name].title, now.view === name || name === "pushes" && now.view === "explain")), clockBadge());
}

async function open(now) {
  const [list, pane] = [document.getElementById("list"), document.getElementById("pane")];
  fill(list.firstElementChild, phoneHead());
  const isMissed = now.tab === "missed" && now.device;
  // A list that is put in its place again would begin at its top.
  if (isMissed && list.lastElementChild.dataset.of !== now.device) {
    list.lastElementChild.replaceWith(el("div", { id: "missed", "data-of": now.device }));
    showMissed();
  } else if (!isMissed && list.lastElementChild !== inbox.node) list.lastElementChild.replaceWith(inbox.node);
  document.title = ["Local hub", now.view && views[now.view]?.title, now.device.slice(2)].filter(Boolean).join(" · ");
  if (!isMissed) inbox.schedule();
  const leave = () => (history.state?.steps ? history.back() : address.go({ ...NOTHING_OPEN, tab: now.tab }));
  const back = el("button", { class: "button back", onclick: leave }, "‹ Back");
  const content = el("div", { class: "content" });
  fill(pane, back, content);
  if (now.view && views[now.view]) views[now.view].render(content, address);
  else if (now.message) await openMessage(content, { number: now.message });
  else if (now.notification) await openMessage(content, { hub: currentHub(), notification: now.notification, device: now.device });
  else fill(content, el("p", { class: "dim blank" }, "Choose a push to see it as the phone shows it."));
}

const showMissed = oneAtATime(async () => {
  const container = document.getElementById("missed");
  if (container) await drawMissed(container);
});

async function openMessage(container, which) {
  try {
    fill(container, messageView(await getJson(`/_emulator/inbox/message?${query(which)}`)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    fill(container, el("p", { class: "blank" }, error.message));
  }
}

document.getElementById("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  address.go({ q: document.getElementById("search").value.trim(), message: null });
});
let searchTimer;
document.getElementById("search").addEventListener("input", ({ target }) => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => address.go({ q: target.value.trim() }, { replace: true }), 400);
});
addEventListener("popstate", route);
document.addEventListener("visibilitychange", () => {
  lookedAt(currentHub(), address.get("device"));
  if (document.hidden) leave();
  else catchUp();
});

document.getElementById("phones").append(phones.node);
attempt(readClock).then(route);
