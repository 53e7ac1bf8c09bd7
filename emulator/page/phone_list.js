// The phones on the left: who has them, what they are, and how much they have not looked at.

const phones = new WindowList({
  rowHeight: 64,
  label: "Phones",
  load: async (offset, limit) => {
    const filter = { q: address.get("q"), hub: address.get("hub"), offset, limit: Math.min(limit, 100) };
    const answer = await getJson(`/_emulator/inbox/devices?${query(filter)}`);
    hubs = answer.hubs;
    drawHubs();
    return { ...answer, position: offset };
  },
  draw: drawPhone,
  empty: () => (address.get("q") || address.get("hub")
    ? ["No phone has such a name. ", address.get("q") && "What arrived is searched too: it is beside this list."]
    : ["No phone is registered. ", link({ view: "phones" }, {}, "Add one"), ", or let your app do it."]),
});

let hubs = [];

/** The hub that is chosen, or the only one. */
function currentHub() {
  return address.get("hub") || hubs[0]?.name || "";
}

function drawHubs() {
  const all = hubs.reduce((sum, hub) => sum + hub.devices, 0);
  const entry = (name, label, count) =>
    link({ ...NOTHING_OPEN, hub: name, device: null }, { class: "hub", "aria-current": address.get("hub") === (name ?? "") && !address.get("device") && "true" },
      el("span", {}, label), el("span", { class: "dim" }, count.toLocaleString("en")));
  const several = hubs.length > 1 ? hubs.map((hub) => entry(hub.name, hub.name, hub.devices)) : [];
  fill(document.getElementById("hubs"), entry(null, hubs.length > 1 ? "All hubs" : `All phones of ${hubs[0]?.name ?? "no hub"}`, all), several);
}

function isOpenPhone(row) {
  return address.get("device") === row.device && currentHub() === row.hub;
}

function drawPhone(row) {
  const isOpen = isOpenPhone(row);
  const unread = isOpen ? 0 : row.unread;
  return link({ ...NOTHING_OPEN, hub: row.hub, device: row.device }, { class: "entry", "aria-current": isOpen && "true" },
    el("span", { class: "entry-head" },
      el("b", {}, nameOfDevice(row)),
      row.pushChannelExpired && el("span", { class: "badge bad" }, "expired"),
      unread > 0 && el("span", { class: "badge accent", "aria-label": `${unread} unread` }, unread.toLocaleString("en"))),
    el("span", { class: "entry-foot dim" }, platformName(row.platform), row.userId && ` · ${row.userId}`, hubs.length > 1 && ` · ${row.hub}`,
      row.tags.length > 0 && ` · ${row.tags.join(", ")}`));
}

/** A phone that somebody looks at has nothing unread. */
async function lookedAt(hub, device) {
  if (!device || document.hidden) return;
  phones.change((row) => row.hub === hub && row.device === device, (row) => (row.unread = 0));
  await attempt(() => send("POST", "/_emulator/inbox/seen", { hub, device }));
}
