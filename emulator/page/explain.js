// Why a push reached a phone or did not: the hub's explanation, drawn. It begins with the answer for
// the phone that is chosen.

const MOST_EXPLAINED = 100;

/** The results, best first, as this page calls them. */
const RESULTS = {
  delivered: ["got it", "good"],
  refused: ["refused by the push service", "bad"],
  skipped: ["left out", "warn"],
  "not matched": ["tags do not fit", "bad"],
  "not meant": ["other kind of push", "dim"],
};

views.explain = {
  title: "Why",
  render(container) {
    fill(container, el("p", { class: "dim" }, "Asking the hub …"));
    attempt(async () => {
      const which = { notification: address.get("notification"), request: address.get("request") };
      const asked = (more) => getJson(`/_emulator/explain?${query({ ...which, ...more })}`);
      const device = address.get("device");
      const [all, own] = await Promise.all([asked({ result: address.get("result") }), device ? asked({ device }) : null]);
      fill(container, drawExplanation(all, device ? own.devices : null));
    });
  },
};

function drawExplanation(all, own) {
  const order = Object.keys(RESULTS);
  const better = (a, b) => order.indexOf(a.result) - order.indexOf(b.result);
  const best = own?.toSorted(better)[0];
  return [
    own ? drawAnswer(all, best) : el("h2", {}, "Who got this push, and who did not"),
    el("section", { class: "card" },
      el("p", {}, all.summary),
      el("p", {}, all.format && `${platformName(all.format)} push `, "to ", drawPieces(null, all.tagExpression)),
      all.request && el("details", { open: all.request.status >= 400 || all.request.status === null }, el("summary", {}, "Its request"), requestLine(all.request))),
    all.counts && Object.values(all.counts).some((count) => count > 0) && [drawCounts(all.counts), drawPhones(all, all.devices.toSorted(better))],
  ];
}

/** The answer for one phone, in a sentence. */
function drawAnswer(all, one) {
  const name = one ? nameOfDevice(one) : address.get("device").replace(/^[a-z]:/, "");
  const nobody = all.request && (all.request.status === null || all.request.status >= 400);
  const got = one?.result === "delivered";
  const why = got ? "" : one?.result === "refused" ? `its push service refused it: ${one.why}`
    : one ? one.why : nobody ? "nobody did, for the hub refused it" : all.devices.length ? "it was not sent to it, or the phone is registered no more" : "it went to no phone";
  return el("section", { class: `card answer ${got ? "good-text" : "bad-text"}` },
    el("h2", {}, got ? "✓ " : "✗ ", el("bdi", {}, name), got ? " got this push." : ` did not get this push: ${why}.`),
    one?.pieces && el("p", { class: "answer-pieces" }, "It went to ", drawPieces(one.pieces)),
    one && el("p", { class: "plain-text" }, "Tags of the phone: ", one.tags.length ? one.tags.map((tag) => [el("span", { class: "chip" }, tag), " "]) : "none", ". ",
      phoneLink({ ...one, hub: all.hub }), one.result === "refused" && [" · ", refusedLink(all, one)]));
}

function refusedLink(all, one) {
  return link({ ...NOTHING_OPEN, refused: all.notificationId, hub: all.hub, device: one.device }, {}, "The push that was refused");
}

/** How many with each result. Each filters the phones below. */
function drawCounts(counts) {
  const most = Math.max(...Object.values(counts));
  const chosen = address.get("result");
  return el("nav", { class: "counts", "aria-label": "Results" }, Object.entries(RESULTS).map(([result, [words, kind]]) => {
    const bar = el("span", { class: "bar" });
    bar.style.setProperty("inline-size", `${(100 * counts[result]) / most}%`);
    return link({ result: chosen === result ? null : result }, { class: `count ${kind}-text`, "aria-current": chosen === result && "true" },
      el("b", {}, counts[result].toLocaleString("en")), " ", el("span", {}, words), bar);
  }));
}

/** The phones of the explanation, found by a part of their names. */
function drawPhones(all, devices) {
  const body = el("tbody", {});
  const rest = el("p", { class: "dim", role: "status" });
  const show = (text) => {
    const wanted = text.trim().toLowerCase();
    const found = devices.filter((one) => [nameOfDevice(one), one.userId, one.registrationId, one.deviceHandle].some((name) => name?.toLowerCase().includes(wanted)));
    fill(body, found.slice(0, MOST_EXPLAINED).map((one) => explainedRow(all, one)));
    const more = Math.max(0, found.length - MOST_EXPLAINED);
    fill(rest, !found.length && "No phone fits. ", more > 0 && `${more.toLocaleString("en")} more. `,
      all.leftOut > 0 && `${plural(all.leftOut, "registration")} more than the hub tells of one by one: open the phone that you mean, then “Did not arrive, and why”.`);
  };
  show("");
  return [
    el("label", { class: "field" }, el("span", {}, "Find a phone"), el("input", { type: "search", oninput: (event) => show(event.target.value) })),
    el("table", { class: "table explained", "aria-label": "Phones" },
      el("thead", {}, el("tr", {}, ["Phone", "Platform", "Result", "Why"].map((title) => el("th", { scope: "col" }, title)))), body),
    rest,
    el("p", { class: "dim" }, "A phone is listed once for itself and once for each of its templates, with the tags that it has now."),
  ];
}

function explainedRow(all, one) {
  const [words, kind] = RESULTS[one.result] ?? [one.result, "dim"];
  return el("tr", {},
    el("th", { scope: "row" }, phoneLink({ ...one, hub: all.hub }, {}), one.template !== null && el("span", { class: "dim" }, ` template ${one.template}`)),
    el("td", {}, platformName(one.platform)),
    el("td", { class: `${kind}-text` }, words),
    el("td", {}, one.result === "refused" ? refusedLink(all, one) : null, one.why && el("span", {}, one.result === "refused" ? ` ${one.why}` : one.why), one.pieces && el("div", {}, drawPieces(one.pieces))));
}
