// What happens in the hub, as it happens: one stream of events for as long as the page is open.

let stream;
let wasLost = false;
let seenTimer;

/** Goes on from the delivery with this number. */
function follow(next) {
  stream?.close();
  stream = new EventSource(`/_emulator/inbox/live?${query({ ...inboxFilter(), from: next })}`);
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
  stream.addEventListener("devices", () => { attempt(() => phones.refresh()); phoneChanged(); tellView("devices"); });
  stream.addEventListener("pushes", () => tellView("pushes"));
  stream.addEventListener("reset", () => reload());
}

function arrived({ hub, device, row, total }) {
  if (row) inbox.prepend(row, total);
  const open = address.get("device") === device && currentHub() === hub;
  phones.change((one) => one.hub === hub && one.device === device, (one) => {
    one.deliveries += 1;
    if (!open) one.unread += 1;
  });
  if (open) {
    clearTimeout(seenTimer);
    seenTimer = setTimeout(() => lookedAt(hub, device), 1000);
  }
  tellView("delivery");
}

/** Everything anew: after a lost connection, and when the hub has forgotten its logs. */
async function reload() {
  await attempt(async () => {
    await Promise.all([readClock(), phones.reset(), inbox.reset()]);
    follow(inbox.newest + 1);
  });
  tellView("reset");
}

// A browser keeps pages that were left, and few connections to one hub: those that nobody sees need none.
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && reload());
