// One phone: what it is, and two lists below, of what arrived and of what did not.

function phoneHead() {
  const device = address.get("device");
  if (!device) return null;
  const tab = address.get("tab");
  const choice = (name, label) =>
    link({ ...NOTHING_OPEN, tab: name }, { class: "tab", "aria-current": tab === (name ?? "") && "page" }, label);
  const details = el("div", { class: "phone-details" });
  attempt(async () => fill(details, drawDetails(await thePhone(device))));
  return [
    details,
    el("nav", { class: "tabs", "aria-label": "Of this phone" }, choice(null, "Arrived"), choice("missed", "Did not arrive, and why")),
  ];
}

async function thePhone(device) {
  const id = device.slice(device.indexOf(":") + 1);
  const found = await getJson(`/_emulator/inbox/devices?${query({ hub: currentHub(), q: `to:${quoted(id)}`, limit: 100 })}`);
  return found.rows.find((row) => row.device === device);
}

function quoted(text) {
  return `"${text.replaceAll('"', "")}"`;
}

function drawDetails(phone) {
  if (!phone) return el("p", { class: "dim" }, "This phone is not registered (any more). What it got is below.");
  const gone = async () => {
    await send("POST", "/_emulator/pns", [{ handle: phone.deviceHandle, platform: phone.platform, outcome: "ExpiredChannel" }]);
    notice("Its push service says from now on that it is gone.");
  };
  const remove = async () => {
    await insist(phone.hub, "DELETE", phone.installationId !== null
      ? `installations/${encodeURIComponent(phone.installationId)}`
      : `registrations/${encodeURIComponent(phone.registrationId)}`, { headers: { "If-Match": "*" } });
    address.go({ ...NOTHING_OPEN, device: null });
  };
  return [
    el("h2", {}, nameOfDevice(phone), " ", phone.pushChannelExpired && el("span", { class: "badge bad" }, "expired")),
    el("p", { class: "dim" }, platformName(phone.platform), phone.userId && ` · user ${phone.userId}`,
      phone.expirationTime && ` · expires ${clockTime(phone.expirationTime)}`),
    el("p", {}, phone.tags.length ? phone.tags.map((tag) => [el("span", { class: "chip" }, tag), " "]) : el("span", { class: "dim" }, "no tags"),
      phone.templates.map((name) => [el("span", { class: "chip" }, `template ${name || "without name"}`), " "])),
    el("p", {},
      buttonLink({ ...NOTHING_OPEN, view: "compose", to: phone.device }, "Send to it"), " ", action("This phone is gone", gone), " ", action("Delete", remove)),
  ];
}

async function drawMissed(container) {
  const missed = async (more) => (await getJson(`/_emulator/inbox/missed?${query({ hub: currentHub(), device: address.get("device"), limit: 50 })}${more}`)).rows;
  const list = (pushes, label) => el("ul", { class: "plain-list", "aria-label": label }, pushes.map(drawMissedPush));
  const others = el("div", {});
  const showOthers = () => attempt(async () => {
    const rows = (await missed("")).filter((push) => push.result === "not meant");
    fill(others, rows.length ? list(rows, "Pushes for other kinds of phones") : el("p", { class: "dim blank" }, "There is none."));
  });
  const meant = await missed("&meant");
  fill(container,
    meant.length ? list(meant, "Pushes that did not arrive") : el("p", { class: "dim blank" }, "Every recent push for this kind of phone has arrived here."),
    el("details", { ontoggle: showOthers }, el("summary", { class: "blank dim" }, "Pushes for other kinds of phones"), others));
}

function drawMissedPush(push) {
  return el("li", {}, link({ ...openPush(push), tab: "missed" }, { class: "entry missed" },
    el("span", { class: "entry-head" }, el("b", {}, nameOfPush(push)), el("time", { class: "dim", datetime: push.time }, clockTime(push.time))),
    el("span", { class: "entry-text bad-text" }, push.result === "not matched" ? "" : `${push.result}: `, push.why),
    el("span", { class: "entry-foot" }, drawPieces(push.pieces, push.tagExpression))));
}
