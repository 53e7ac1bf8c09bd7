// What APNs makes of a payload, by Apple's "Generating a remote notification".

/** Pushes that go to the app, and what it does. */
const APPLE_TYPES = {
  voip: "the app shows an incoming call itself",
  complication: "the app updates its watch face",
  fileprovider: "the app looks for changed files",
  pushtotalk: "the app plays what is spoken",
};

const APPLE_MEANINGS = {
  "thread-id": "cards of one thread are grouped",
  category: "the app has its buttons",
  "content-available": "wakes the app",
  "mutable-content": "the app may change the card first",
  passive: "does not light the screen",
  active: "lights the screen",
  "time-sensitive": "shown while a Focus is on too",
  critical: "heard with the ringer off too",
};

function readApple({ json, headers }) {
  if (!isObject(json)) return unreadable("Nothing is shown: Apple takes JSON objects only.");
  const aps = objectOf(json.aps);
  const alert = typeof aps.alert === "string" ? { body: aps.alert } : objectOf(aps.alert);
  const type = wordsOf(headers["apns-push-type"]);
  const level = aps["interruption-level"];
  const card = {
    look: "apple",
    title: wordsOf(alert.title) || translated(alert["title-loc-key"], alert["title-loc-args"]),
    subtitle: wordsOf(alert.subtitle) || translated(alert["subtitle-loc-key"], alert["subtitle-loc-args"]),
    text: wordsOf(alert.body) || translated(alert["loc-key"], alert["loc-args"]),
    badge: aps.badge,
    label: lookUp({ "time-sensitive": "Time Sensitive", critical: "Critical" }, level),
    facts: [
      ...factsOf(alert, ["title", "subtitle", "body"]),
      ...factsOf(aps, ["alert", "badge"], { ...APPLE_MEANINGS, "interruption-level": lookUp(APPLE_MEANINGS, level) }),
      ...factsOf(json, ["aps"]).map(([name, value]) => [name, value, "for the app"]),
    ],
  };
  const hasAlert = Boolean(card.title || card.subtitle || card.text);
  const silent = (note, title = "") => ({ ...card, kind: "silent", look: "none", title, subtitle: "", text: "", note });
  if (type === "liveactivity") return readLiveActivity(aps, card, hasAlert);
  if (!["", "alert", "background"].includes(type)) {
    const does = Object.hasOwn(APPLE_TYPES, type) ? APPLE_TYPES[type] : "it is for the app or the system";
    return { ...silent(`No card is shown: ${does}.`, `Push of type ${shortened(type)}`), kind: "data" };
  }
  if (type === "background") return silent(`Nothing is shown: ${hasAlert ? "it says that it is a background push, whatever is in it" : "the app is woken in the background"}.`);
  const number = card.badge === 0 ? "The number on the app's icon goes away." : `The number on the app's icon becomes ${wordsOf(card.badge)}.`;
  const hasBadge = card.badge !== undefined && card.badge !== null;
  if (hasAlert) return { ...card, kind: "alert", shown: true, note: hasBadge ? number : "" };
  if (hasBadge) return { ...card, kind: "badge", look: "icon", shown: true, title: "Badge", text: number };
  if (aps.sound) return silent("No card is shown: only its sound is played.", "Sound only");
  return silent(`Nothing is shown: ${aps["content-available"] ? "the app is woken in the background" : json.aps ? "aps has no alert, badge or sound" : "it has no aps"}.`);
}

function readLiveActivity(aps, card, hasAlert) {
  const event = wordsOf(aps.event);
  const does = lookUp({ start: "begins", update: "changes", end: "ends" }, event) ?? "has no event that Apple knows";
  return {
    ...card,
    kind: hasAlert ? "alert" : "data",
    look: hasAlert ? "apple" : "none",
    shown: hasAlert,
    title: card.title || `Live Activity: ${event}`,
    text: card.text || pairsOf(aps["content-state"]),
    note: `A Live Activity ${does}: the app draws it from its content-state.`,
  };
}
