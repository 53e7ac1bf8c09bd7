// One phone: what it is, and two lists below, of what arrived and of what did not.

function phoneHead() {
  const device = address.get("device");
  if (!device) return null;
  const tab = address.get("tab");
  const choice = (name, label) =>
    link({ ...NOTHING_OPEN, tab: name }, { class: "tab", "aria-current": tab === (name ?? "") && "page" }, label);
  const details = el("div", { class: "phone-details", onphonechange: () => draw() });
  const draw = oneAtATime(async () => {
    const [phone, rules] = await Promise.all([thePhone(device), getJson("/_emulator/pns")]);
    fill(details, drawDetails(phone, rules));
  });
  draw();
  return [
    link({ ...NOTHING_OPEN, device: null }, { class: "all-phones" }, "‹ All phones"),
    details,
    el("nav", { class: "tabs", "aria-label": "Of this phone" }, choice(null, "Arrived"), choice("missed", "Did not arrive, and why")),
  ];
}

async function thePhone(device) {
  return (await getJson(`/_emulator/inbox/devices?${query({ hub: currentHub(), device })}`)).rows[0];
}

/** The rule by which the phone's push service says that it is gone. */
function goneRule(phone) {
  return { handle: phone.deviceHandle, platform: phone.platform, outcome: "ExpiredChannel" };
}

function drawDetails(phone, rules) {
  if (!phone) return el("p", { class: "dim" }, "This phone is not registered (any more). What it got is below.");
  const gone = goneRule(phone);
  const others = rules.filter((rule) => !Object.keys(gone).every((name) => rule[name] === gone[name]));
  const isGone = others.length < rules.length;
  const letGo = async () => {
    await send("POST", "/_emulator/pns", [gone]);
    notice("Its push service says from now on that it is gone.");
    phoneChanged();
  };
  const bringBack = async () => {
    await send("DELETE", "/_emulator/pns");
    await send("POST", "/_emulator/pns", others);
    // As its app would: an installation that is written again is not expired.
    if (phone.pushChannelExpired) {
      const path = `installations/${encodeURIComponent(phone.installationId)}`;
      await insist(phone.hub, "PUT", path, { body: (await insist(phone.hub, "GET", path)).text });
    }
    notice("It is back.");
    phoneChanged();
  };
  const remove = async () => {
    if (!confirm(`Delete ${nameOfDevice(phone)} from the hub?`)) return;
    await insist(phone.hub, "DELETE", phone.installationId !== null
      ? `installations/${encodeURIComponent(phone.installationId)}`
      : `registrations/${encodeURIComponent(phone.registrationId)}`, { headers: { "If-Match": "*" } });
    address.go({ ...NOTHING_OPEN, device: null });
  };
  return [
    el("h2", {}, nameOfDevice(phone), " ", isGone && el("span", { class: "badge bad" }, "gone"), " ", phone.pushChannelExpired && el("span", { class: "badge bad" }, "expired")),
    el("p", { class: "dim" }, platformName(phone.platform), phone.userId && ` · user ${phone.userId}`,
      phone.expirationTime && ` · expires ${clockTime(phone.expirationTime)}`),
    el("p", {}, phone.tags.length ? phone.tags.map((tag) => [el("span", { class: "chip" }, tag), " "]) : el("span", { class: "dim" }, "no tags"),
      phone.templates.map((name) => [el("span", { class: "chip" }, `template ${name || "without name"}`), " "])),
    el("p", {},
      buttonLink({ ...NOTHING_OPEN, view: "compose", to: phone.device }, "Send to it"), " ", isGone || phone.pushChannelExpired ? action("Bring it back", bringBack) : action("Make it gone", letGo), " ", action("Delete", remove)),
  ];
}

/** Draws what is shown of the phone again. */
function phoneChanged() {
  document.querySelector("#list .phone-details")?.dispatchEvent(new Event("phonechange"));
}

async function drawMissed(container) {
  const missed = async (more) => (await getJson(`/_emulator/inbox/missed?${query({ hub: currentHub(), device: address.get("device"), limit: 50 })}${more}`)).rows;
  const list = (pushes, label) => el("ul", { class: "plain-list", "aria-label": label }, pushes.map(drawMissedPush));
  const others = el("div", {});
  const showOthers = () => attempt(async () => {
    const rows = (await missed("")).filter((push) => push.result === "not meant" && !push.pieces);
    fill(others, rows.length ? list(rows, "Pushes for other kinds of phones") : el("p", { class: "dim blank" }, "There is none."));
  });
  const all = await missed("&meant");
  const meant = all.filter((push) => push.result !== "request refused");
  const refused = all.filter((push) => push.result === "request refused");
  fill(container,
    meant.length ? list(meant, "Pushes that did not arrive") : el("p", { class: "dim blank" }, "Every recent push for this kind of phone has arrived here."),
    refused.length > 0 && el("details", {}, el("summary", { class: "blank dim" }, `${plural(refused.length, "request")} that the hub refused, to whomever`), list(refused, "Requests that were refused")),
    el("details", { ontoggle: showOthers }, el("summary", { class: "blank dim" }, "Pushes for other kinds of phones"), others));
}

function drawMissedPush(push) {
  return el("li", {}, link({ ...openPush(push), tab: "missed" }, { class: "entry missed" },
    el("span", { class: "entry-head" }, el("b", {}, nameOfPush(push)), el("time", { class: "dim", datetime: push.time }, clockTime(push.time))),
    el("span", { class: "entry-text bad-text" }, push.why),
    el("span", { class: "entry-foot" }, drawPieces(push.pieces, push.tagExpression))));
}
