// What Baidu, Xiaomi and browsers make of a payload, and the choice of the card that draws a push.

function readBaidu({ row, payload, json, headers }) {
  if (!isObject(json)) return readUnknown({ row, payload }, "Baidu takes JSON objects only.");
  const isMessage = wordsOf(headers["x-baidu-message-type"]) === "0";
  return readTitled(json, !isMessage, isMessage ? "A message: the app decides whether anything is shown." : "Shown as a card of Android.");
}

function readXiaomi({ row, payload, json }) {
  if (!isObject(json)) return readUnknown({ row, payload }, "Xiaomi takes JSON objects only.");
  const isMessage = wordsOf(json.pass_through) === "1";
  return readTitled(json, !isMessage, isMessage ? "It is passed through: the app decides whether anything is shown." : "Shown as a card of Android.");
}

/** A title and a description, as Chinese services have them. */
function readTitled(json, shown, note) {
  const [title, text] = [wordsOf(json.title), wordsOf(firstOf(json, "description", "body", "payload"))];
  return {
    kind: shown ? "alert" : "data",
    look: shown ? "android" : "none",
    shown: shown && Boolean(title || text),
    title: title || (shown ? "" : "Data for the app"),
    text: text || (title ? "" : pairsOf(json)),
    tint: "",
    note,
    facts: factsOf(json, ["title", "description", "body"]),
  };
}

/** The page's service worker gets it. Most of them show a title and a body. */
function readBrowser({ row, payload, json }) {
  const inner = isObject(json?.notification) ? json.notification : json;
  if (!isObject(inner)) return readUnknown({ row, payload }, "The page's service worker gets it and decides what is shown.");
  const [title, text] = [wordsOf(inner.title), wordsOf(firstOf(inner, "body", "message", "text"))];
  const usual = Boolean(title || text);
  return {
    kind: usual ? "alert" : "data",
    look: usual ? "browser" : "none",
    shown: usual,
    title: title || (usual ? "" : "Data for the page"),
    text: usual ? text : pairsOf(inner),
    images: ["icon", "image"].filter((name) => wordsOf(inner[name])).map((name) => wordsOf(inner[name])),
    note: `The page's service worker decides what is shown.${usual ? " This is what most of them make of a title and a body." : ""}`,
    facts: factsOf(inner, ["title", "body"], { icon: "a picture, not fetched here", image: "a picture, not fetched here" }),
  };
}

function browserCard(push) {
  return el("div", { class: "phone-screen browser" },
    el("div", { class: "shown-card" },
      el("div", { class: "shown-words" },
        el("p", { class: "shown-head" }, el("b", {}, push.title || "(no title)")),
        el("p", { class: "shown-text" }, push.text),
        el("p", { class: "shown-app dim" }, "your-site.example"),
        push.images.map((source) => pictureNamed(source)))));
}

/** The preview of a push: its card, what there is to say of it, and what the card does not draw. */
function drawPreview(message) {
  const push = readPush(message);
  const cards = { apple: appleCard, android: androidCard, toast: toastCard, tiles: tileCards, browser: browserCard, icon: iconCard, none: noCard };
  return [
    el("figure", { class: "preview", "aria-label": "As the phone shows it" }, cards[push.look](push)),
    push.note && push.look !== "none" && el("p", {}, push.note),
    push.facts.length > 0 && [
      el("h3", {}, "Also in it"),
      el("dl", { class: "facts" }, push.facts.map(([name, value, meaning]) => [
        el("dt", { class: "mono" }, name),
        el("dd", {}, el("span", { class: "fact" }, value), meaning && el("span", { class: "dim" }, ` ${meaning}`)),
      ])),
    ],
  ];
}

function iconCard(push) {
  return el("div", { class: "phone-screen icon" }, appIcon(push), el("p", {}, push.text));
}

/** Where nothing is shown, that is what there is to see. */
function noCard(push) {
  return el("div", { class: "phone-screen nothing" },
    el("p", {}, el("b", {}, push.title || "Nothing is shown")),
    push.note && el("p", { class: "dim" }, push.note),
    push.text && el("p", { class: "shown-text mono" }, push.text));
}
