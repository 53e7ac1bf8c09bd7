// What happens in the hub, as it happens: one stream of events for as long as the page is open.

let stream;
let wasLost = false;
let seenTimer;

/** Goes on after what the inbox has. Where the hub does not understand the search, nothing can come. */
function follow() {
  stream?.close();
  if (inbox.fault || document.hidden) return;
  stream = new EventSource(`/_emulator/inbox/live?${query({ ...inboxFilter(), from: inbox.newest + 1 })}`);
  stream.addEventListener("open", () => {
    document.body.classList.remove("lost");
    // Another hub may have taken this one's place, with other numbers.
    if (wasLost) reload();
    wasLost = false;
  });
  stream.addEventListener("error", () => {
    wasLost = true;
    document.body.classList.add("lost");
    if (stream.readyState === EventSource.CLOSED) setTimeout(reload, 2000);
  });
  stream.addEventListener("delivery", (event) => arrived(JSON.parse(event.data)));
  stream.addEventListener("devices", devicesChanged);
  stream.addEventListener("pushes", () => tellView("pushes"));
  stream.addEventListener("reset", () => reload());
}

const devicesChanged = oneAtATime(async () => {
  await Promise.all([readClock(), phones.refresh()]);
  phoneChanged();
  tellView("devices");
});

function arrived({ hub, device, row, total }) {
  if (row) inbox.prepend(row, total);
  const open = address.get("device") === device && currentHub() === hub;
  phones.change((one) => one.hub === hub && one.device === device, (one) => {
    one.deliveries += 1;
    if (!open) one.unread += 1;
  });
  // What is on its way may be of before this.
  if (phones.loading) devicesChanged();
  if (open) {
    clearTimeout(seenTimer);
    seenTimer = setTimeout(() => lookedAt(hub, device), 1000);
  }
  tellView("delivery");
}

/** Everything from the top: after a lost connection, and when the hub has forgotten its logs. */
const reload = oneAtATime(() => loadAgain("reset", reload));

/** What is in sight, after nobody has seen the page for a while. */
const catchUp = oneAtATime(() => loadAgain("refresh", catchUp));

async function loadAgain(how, retry) {
  try {
    await Promise.all([readClock(), phones[how](), inbox[how]()]);
    follow();
    tellView("reset");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    document.body.classList.add("lost");
    setTimeout(retry, 2000);
  }
}

/** A browser has few connections to one hub: a page that nobody sees holds none. */
function leave() {
  stream?.close();
}

addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && catchUp());
