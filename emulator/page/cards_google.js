// What FCM (both interfaces) and Amazon's ADM make of a payload: what the system shows by itself, and
// what the app has to show.

const GOOGLE_MEANINGS = {
  channel_id: "the channel: its sound and importance are the user's choice",
  android_channel_id: "the channel: its sound and importance are the user's choice",
  click_action: "opened by a tap",
  color: "of the icon",
  tag: "takes the place of a card with the same tag",
  icon: "a picture of the app",
  image: "a picture, not fetched here",
  sound: "is played where the channel has none",
  ticker: "is read out",
  collapse_key: "only the last of a key is kept for a phone that is off",
  priority: (value) => (/high|10/i.test(wordsOf(value)) ? "wakes a phone that sleeps" : "may wait until the phone is awake"),
  ttl: "how long it is kept for a phone that is off",
  time_to_live: "seconds that it is kept for a phone that is off",
  notification_count: "the number on the app's icon",
};

/** v1 has either spelling of a name. */
function inSnakeCase(members) {
  return Object.fromEntries(Object.entries(objectOf(members)).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}

function readGoogle({ row, payload, json }) {
  if (!isObject(json)) return readUnknown({ row, payload }, "The app gets nothing: the push service takes JSON objects only.");
  const message = isObject(json.message) ? json.message : json;
  const android = inSnakeCase(message.android);
  const data = { ...objectOf(message.data), ...objectOf(android.data) };
  const card = { ...inSnakeCase(message.notification), ...inSnakeCase(android.notification) };
  const options = factsOf(message === json ? json : message, ["notification", "data", "android", "message"], GOOGLE_MEANINGS);
  const facts = [
    ...factsOf(card, ["title", "body"], GOOGLE_MEANINGS),
    ...factsOf(android, ["notification", "data"], GOOGLE_MEANINGS),
    ...options,
    ...factsOf(data).map(([name, value]) => [name, value, "data for the app"]),
  ];
  const hasData = Object.keys(data).length > 0;
  if (Object.keys(card).length === 0) return readData(data, hasData, facts);
  return {
    kind: "alert",
    look: "android",
    shown: true,
    title: wordsOf(card.title) || translated(firstOf(card, "title_loc_key"), card.title_loc_args),
    text: wordsOf(card.body) || translated(firstOf(card, "body_loc_key"), card.body_loc_args),
    image: wordsOf(card.image),
    tint: wordsOf(card.color),
    channel: wordsOf(firstOf(card, "channel_id", "android_channel_id")),
    badge: card.notification_count,
    note: [
      "The system shows it while the app is in the background; an open app decides itself.",
      hasData && "The app gets the data with the tap.",
      Object.keys(card).some((name) => name.endsWith("loc_key")) && TRANSLATED_NOTE,
    ].filter(Boolean).join(" "),
    facts,
  };
}

function readData(data, hasData, facts) {
  const text = firstOf(data, "body", "message", "text", "msg", "description", "alert");
  return {
    kind: "data",
    title: wordsOf(data.title) || (hasData ? "Data for the app" : ""),
    text: text === undefined ? pairsOf(data) : wordsOf(text),
    note: hasData ? "Data only: the app decides whether anything is shown." : "Nothing is shown: it has neither a notification nor data.",
    facts,
  };
}

/** The card in the list of notifications of Android. */
function androidCard(push) {
  const icon = el("span", { class: "round-icon", "aria-hidden": "true" });
  if (/^#[\da-f]{6}$/i.test(push.tint)) icon.style.setProperty("background", push.tint);
  return el("div", { class: "phone-screen android" },
    el("div", { class: "shown-card" },
      icon,
      el("div", { class: "shown-words" },
        el("p", { class: "shown-app dim" }, "Your app", push.channel && ` · ${shortened(push.channel, 40)}`, " · now"),
        el("p", { class: "shown-head" }, el("b", {}, push.title || "(no title)")),
        el("p", { class: "shown-text" }, push.text),
        push.image && pictureNamed(push.image))));
}

/** No picture is fetched: its address is shown in its place. */
function pictureNamed(source, className = "") {
  return el("span", { class: `picture ${className}` }, el("span", { "aria-hidden": "true" }, "🖼 "), el("span", {}, `Picture ${source}`));
}
