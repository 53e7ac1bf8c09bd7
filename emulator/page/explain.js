// Why a push reached a phone or did not: the hub's explanation, drawn. It begins with the answer for
// the phone that is chosen.

const MOST_EXPLAINED = 100;

/** The results, best first: in the words of this page, and their colours. */
const RESULTS = {
  delivered: ["arrived", "good-text"],
  refused: ["refused by the push service", "bad-text"],
  skipped: ["skipped", "warn-text"],
  "not matched": ["tags alone do not fit", "bad-text"],
  "not meant": ["for other kinds of phones", "dim"],
};

views.explain = {
  title: "Why",
  render(container) {
    const which = { notification: address.get("notification"), request: address.get("request") };
    const asked = (more) => getJson(`/_emulator/explain?${query({ ...which, ...more })}`);
    const device = address.get("device");
    Promise.all([asked({ result: address.get("result") }), device && asked({ device })])
      .then(([all, own]) => fill(container, drawExplanation(all, own && own.devices)))
      .catch((error) => fill(container, el("p", { class: "card" }, error.message)));
  },
};

function drawExplanation(all, own) {
  const order = Object.keys(RESULTS);
  const bestFirst = (devices) => devices.toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
  const { request, counts } = all;
  return [
    own ? drawVerdict(all, bestFirst(own)[0]) : el("h2", {}, "Who got this push, and who did not"),
    el("section", { class: "card" },
      el("p", {}, all.summary),
      all.hub && el("p", {}, all.format && `${platformName(all.format)} push `, all.tagExpression && "to ", drawPieces(null, all.tagExpression)),
      request && el("details", { open: hasFailed(request) }, el("summary", {}, "Its request"), requestLine(request))),
    counts && Object.values(counts).some(Boolean) && [drawCounts(counts), drawExplained(all, bestFirst(all.devices))],
  ];
}

/** The answer for one phone, in a sentence. */
function drawVerdict(all, one) {
  const device = address.get("device");
  const got = one?.result === "delivered";
  // Those that the hub gives to each phone are no news.
  const tags = one?.tags.filter((tag) => !tag.startsWith("$"));
  return el("section", { class: `card verdict ${got && "good"}` },
    el("h2", {}, got ? "✓ " : "✗ ", el("bdi", {}, one ? nameOfDevice(one) : device.slice(device.indexOf(":") + 1)),
      got ? " got this push." : ` did not get this push: ${one ? whyNot(all, one) : whyNobody(all)}.`),
    one?.pieces && el("p", {}, "It went to ", drawPieces(one.pieces)),
    one && el("p", {}, "Tags of the phone: ", tags.length ? tags.map((tag) => [el("span", { class: "chip" }, tag), " "]) : "none"),
    one && el("p", {}, [openLink(all, one)].map((see) => see && [see, " · "]), phoneLink({ ...one, hub: all.hub }, "Open the phone")));
}

function whyNot({ format }, { result, why, template, platform }) {
  if (result === "refused") return `its push service refused it (${why})`;
  if (result !== "not meant" || format === platform && template === null) return why;
  const kind = template !== null ? `this is its template, and a push for ${platformName(format)} goes to the phone itself`
    : format === "template" ? "it is for templates, and this phone has none"
      : `it is for ${platformName(format)}, and this phone has ${platformName(platform)}`;
  return [kind, ...why.split("; besides, ").slice(1)].join("; besides, ");
}

/** Why a phone is not in the explanation. */
function whyNobody({ request, devices }) {
  if (request && hasFailed(request)) return "the hub refused it, so that nobody got it";
  return devices.length ? "it went to others, or this phone is registered no more" : "it has gone to no phone";
}

/** What the push was for this phone. */
function openLink(all, one) {
  return ["delivered", "refused"].includes(one.result)
    && link({ ...NOTHING_OPEN, notification: all.notificationId, hub: all.hub, device: one.device }, {}, one.result === "refused" ? "See what was refused" : "See it");
}

/** How many have each result. Each of them filters the phones below. */
function drawCounts(counts) {
  const most = Math.max(...Object.values(counts));
  const chosen = address.get("result");
  return el("nav", { class: "counts", "aria-label": "Results" }, Object.entries(RESULTS).map(([result, [words, kind]]) => {
    const bar = el("span", { class: "bar" });
    bar.style.setProperty("width", `${(100 * counts[result]) / most}%`);
    return link({ result: chosen === result ? null : result }, { class: `count ${counts[result] ? kind : "dim"}`, "aria-current": chosen === result && "true" },
      el("b", {}, counts[result].toLocaleString("en")), ` ${words}`, bar);
  }));
}

/** The phones of the explanation, found by a part of their names. */
function drawExplained(all, devices) {
  const body = el("tbody");
  const rest = el("p", { class: "dim", role: "status" });
  const show = (text) => {
    const wanted = text.trim().toLowerCase();
    const found = devices.filter((one) => [nameOfDevice(one), one.userId, one.deviceHandle].some((name) => name?.toLowerCase().includes(wanted)));
    const more = found.length - MOST_EXPLAINED;
    fill(body, found.slice(0, MOST_EXPLAINED).map((one) => explainedRow(all, one)));
    fill(rest, found.length === 0 && "No phone fits. ", more > 0 && `${more.toLocaleString("en")} more. `,
      all.leftOut > 0 && `${all.leftOut.toLocaleString("en")} more are not listed: open the phone that you mean, and there “Did not arrive, and why”. `,
      "A phone is here once for itself and once for each of its templates, with the tags that it has now.");
  };
  show("");
  return [
    el("label", { class: "field" }, el("span", {}, "Find a phone"), el("input", { type: "search", oninput: (event) => show(event.target.value) })),
    el("table", { class: "table explained", "aria-label": "Phones" },
      el("thead", {}, el("tr", {}, ["Phone", "Result", "Why"].map((title) => el("th", { scope: "col" }, title)))), body),
    rest,
  ];
}

function explainedRow(all, one) {
  const [words, kind] = RESULTS[one.result] ?? [one.result, "dim"];
  return el("tr", {},
    el("th", { scope: "row" }, link({ hub: all.hub, device: one.device }, {}, el("bdi", {}, nameOfDevice(one))),
      el("div", { class: "dim" }, platformName(one.platform), one.template !== null && ` · template ${one.template}`)),
    el("td", { class: kind }, words),
    el("td", {}, one.result !== "delivered" && el("div", {}, whyNot(all, one)), one.pieces && drawPieces(one.pieces), " ", openLink(all, one)));
}
