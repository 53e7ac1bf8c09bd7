// What APNs makes of a payload, by Apple's "Generating a remote notification".

/** Pushes that are for the app, and not for the lock screen. */
const APPLE_TYPES = {
  voip: ["VoIP call", "The app is started and shows an incoming call itself."],
  complication: ["Complication", "The app updates its complication on the watch face."],
  fileprovider: ["File provider", "The app's file provider looks for changed files."],
  location: ["Location", "The app's extension is asked for the location."],
  mdm: ["Device management", "The device asks its management server what to do."],
  pushtotalk: ["Push to talk", "The app plays what is spoken, or answers itself."],
  controls: ["Control", "The app's control is drawn anew."],
  widgets: ["Widget", "The app's widget is drawn anew."],
};

const APPLE_MEANINGS = {
  sound: (sound) => (objectOf(sound).critical ? "critical: heard with the ringer off too" : "is played"),
  "thread-id": "cards of one thread are grouped",
  category: "the app has its buttons",
  "content-available": "the app is woken as well",
  "mutable-content": "an extension of the app may change the card first",
  "interruption-level": (level) => ({
    passive: "goes to the list without lighting the screen",
    active: "lights the screen",
    "time-sensitive": "also shown while a Focus is on",
    critical: "heard with the ringer off too",
  })[level] ?? "not a level that Apple knows",
  "relevance-score": "its place in the summary",
  "target-content-id": "the window that is brought to the front",
  "filter-criteria": "a Focus may filter by it",
  "launch-image": "shown while the app starts",
};

function readApple({ row, payload, json, headers }) {
  if (!isObject(json)) return readUnknown({ row, payload }, "Nothing is shown: Apple takes JSON objects only.");
  const aps = objectOf(json.aps);
  const alert = typeof aps.alert === "string" ? { body: aps.alert } : objectOf(aps.alert);
  const type = wordsOf(headers["apns-push-type"]);
  const part = (name) => wordsOf(alert[name]) || translated(firstOf(alert, `${name}-loc-key`), alert[`${name}-loc-args`]);
  const card = {
    look: "apple",
    title: part("title"),
    subtitle: part("subtitle"),
    text: wordsOf(alert.body) || translated(firstOf(alert, "loc-key"), alert["loc-args"]),
    badge: aps.badge,
    label: aps["interruption-level"] === "time-sensitive" ? "Time Sensitive" : aps["interruption-level"] === "critical" ? "Critical" : "",
    app: wordsOf(headers["apns-topic"]),
    facts: [
      ...factsOf(alert, ["title", "subtitle", "body"], APPLE_MEANINGS),
      ...factsOf(aps, ["alert", "badge"], APPLE_MEANINGS),
      ...factsOf(json, ["aps"]).map(([name, value]) => [name, value, "for the app"]),
    ],
  };
  const isShown = Boolean(card.title || card.subtitle || card.text);
  if (Object.hasOwn(APPLE_TYPES, type)) {
    const [title, note] = APPLE_TYPES[type];
    return { ...card, kind: "data", look: "none", title, note };
  }
  if (type === "liveactivity") return readLiveActivity(aps, card, isShown);
  if (type === "background") {
    const note = isShown || card.badge !== undefined ? "it says that it is a background push, whatever else is in it." : "the app is woken in the background.";
    return { ...card, kind: "silent", look: "none", title: "", subtitle: "", text: "", note: `Nothing is shown: ${note}` };
  }
  const keys = Object.keys(alert).some((name) => name.endsWith("loc-key"));
  if (isShown) return { ...card, kind: "alert", shown: true, note: [keys && TRANSLATED_NOTE, badgeNote(card.badge)].filter(Boolean).join(" ") };
  if (card.badge !== undefined) return { ...card, kind: "badge", look: "icon", shown: true, title: "Badge", text: badgeNote(card.badge), note: "No card is shown." };
  const sound = aps.sound !== undefined;
  const note = sound ? "No card is shown: only its sound is played."
    : aps["content-available"] ? "Nothing is shown: the app is woken in the background."
    : Object.hasOwn(json, "aps") ? "Nothing is shown: aps has no alert, badge or sound." : "Nothing is shown: it has no aps.";
  return { ...card, kind: "silent", look: "none", title: sound ? "Sound only" : "", note };
}

function badgeNote(badge) {
  if (badge === undefined || badge === null) return "";
  return badge === 0 ? "The number on the app's icon goes away." : `The number on the app's icon becomes ${wordsOf(badge)}.`;
}

function readLiveActivity(aps, card, isShown) {
  const event = wordsOf(aps.event) || "(no event)";
  const does = { start: "begins", update: "changes", end: "ends" }[event] ?? "is told something that Apple does not know";
  return {
    ...card,
    kind: isShown ? "alert" : "data",
    look: isShown ? "apple" : "none",
    shown: isShown,
    title: card.title || `Live Activity: ${event}`,
    text: card.text || pairsOf(aps["content-state"]),
    note: `A Live Activity ${does}: the app draws it from content-state${isShown ? ", and the alert is shown with it" : ""}.`,
  };
}

/** The card on the lock screen. */
function appleCard(push) {
  return el("div", { class: "phone-screen apple" },
    el("div", { class: "shown-card" },
      appIcon(push),
      el("div", { class: "shown-words" },
        push.label && el("p", { class: "shown-label" }, push.label),
        el("p", { class: "shown-head" }, el("b", {}, push.title || push.app || "Your app"), el("span", { class: "dim" }, "now")),
        push.subtitle && el("p", { class: "shown-subtitle" }, push.subtitle),
        el("p", { class: "shown-text" }, push.text))));
}

/** The icon of the app, with the number on it. */
function appIcon({ badge }) {
  const number = wordsOf(badge);
  const has = number !== "" && number !== "0";
  return el("span", { class: "app-icon", role: "img", "aria-label": has ? `App icon with the number ${number}` : "App icon" },
    has && el("span", { class: "app-badge" }, shortened(number, 6)));
}
