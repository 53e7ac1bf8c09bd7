// Draws what a push shows, roughly as the system of its phone does. No picture is fetched.

/** The card of a push, what there is to say of it, and what the card does not draw. */
function drawPreview(message) {
  const push = readPush(message);
  const cards = { tiles: tileCards, icon: iconCard, none: noCard };
  const { note, facts } = push;
  return [
    el("figure", { class: "preview", "aria-label": "As the phone shows it" },
      el("div", { class: `phone-screen ${push.look}` }, (cards[push.look] ?? shownCard)(push))),
    push.look !== "none" && el("p", {}, note),
    push.title.concat(push.subtitle, push.text).includes("⟨") && el("p", { class: "dim" }, "What stands in ⟨ ⟩ is the key of a text that the app translates."),
    facts.length > 0 && [
      el("h3", {}, "Also in it"),
      el("dl", { class: "facts" }, facts.map(([name, value, meaning]) => [
        el("dt", { class: "mono" }, name),
        el("dd", {}, el("span", { class: "fact" }, withSigns(value)), meaning && el("span", { class: "dim" }, ` ${meaning}`)),
      ])),
    ],
  ];
}

function shownCard({ look, app, label, title, subtitle, text, small, pictures = [], actions = [], badge, tint }) {
  const given = pictures.filter(({ source }) => source);
  const at = (...places) => given.filter(({ place = "" }) => places.includes(place)).map(({ source }) => picture(source));
  const line = (kind, words) => words && el("p", { class: `shown-${kind}` }, words);
  const isApple = look === "apple";
  return el("div", { class: "shown-card" },
    at("hero"),
    el("div", { class: "shown-row" },
      isApple ? appIcon(badge) : look === "android" ? roundIcon(tint) : at("applogooverride"),
      el("div", { class: "shown-words" },
        line("app", isApple ? label : [label ?? "Your app", app && ` · ${app}`, " · now"]),
        (title || isApple) && el("p", { class: "shown-head" }, el("b", {}, title || "Your app"), isApple && el("span", { class: "dim" }, "now")),
        line("subtitle", subtitle), line("text", text), line("app", small))),
    at("", "inline", "background"),
    actions.length > 0 && el("div", { class: "toast-actions" }, actions.map(([words, kind]) => el("span", { class: kind }, words))));
}

/** The icon of the app, with the number or glyph on it. */
function appIcon(badge) {
  const words = shortened(badge ? wordsOf(badge) : "", 4);
  return el("span", { class: "app-icon", role: "img", "aria-label": `App icon${words && ` with ${words} on it`}` }, words && el("span", { class: "app-badge" }, words));
}

function roundIcon(tint) {
  const icon = el("span", { class: "round-icon" });
  if (/^#[\da-f]{6}$/i.test(tint)) icon.style.setProperty("background", tint);
  return icon;
}

function picture(source) {
  return el("span", { class: "picture" }, `Picture: ${source}`);
}

function tileCards({ tiles }) {
  return tiles.map((tile) => el("figure", {},
    el("div", { class: `tile ${tile.size}` },
      tile.pictures.map(picture),
      tile.texts.map((text) => el("p", {}, text)),
      tile.count && el("span", { class: "app-badge" }, tile.count),
      tile.name && el("small", {}, tile.name)),
    el("figcaption", { class: "dim" }, shortened(tile.template, 40))));
}

function iconCard({ badge, text }) {
  return [appIcon(badge), el("p", {}, text)];
}

/** Where nothing is shown, that is what there is to see. */
function noCard({ title, note, text }) {
  return [el("p", {}, el("b", {}, title || note)), title && el("p", { class: "dim" }, note), text && el("p", { class: "shown-text mono" }, text)];
}
