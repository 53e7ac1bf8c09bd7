// What FCM (both interfaces) and Amazon make of a payload: what the system shows by itself, and what
// the app has to show.

const GOOGLE_MEANINGS = {
  channel_id: "its sound and importance are the user's choice",
  android_channel_id: "its sound and importance are the user's choice",
  click_action: "opened by a tap",
  tag: "replaces a card with the same tag",
  collapse_key: "only the last one is kept for a phone that is off",
  priority: "if high, a phone that sleeps is woken",
  ttl: "kept so long for a phone that is off",
  time_to_live: "kept so many seconds for a phone that is off",
};

/** v1 has either spelling of a name. */
function inSnakeCase(members) {
  return Object.fromEntries(Object.entries(objectOf(members)).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}

function readGoogle({ json }) {
  if (!isObject(json)) return unreadable("The app gets nothing: the push service takes JSON objects only.");
  const message = isObject(json.message) ? json.message : json;
  const android = inSnakeCase(message.android);
  const data = { ...objectOf(message.data), ...objectOf(android.data) };
  const card = { ...inSnakeCase(message.notification), ...inSnakeCase(android.notification) };
  const [hasData, hasCard] = [data, card].map((members) => Object.keys(members).length > 0);
  const facts = [
    ...factsOf(card, ["title", "body", "image"], GOOGLE_MEANINGS),
    ...factsOf(android, ["notification", "data"], GOOGLE_MEANINGS),
    ...factsOf(message, ["notification", "data", "android"], GOOGLE_MEANINGS),
    ...factsOf(data).map(([name, value]) => [name, value, "data for the app"]),
  ];
  if (!hasCard) {
    return {
      kind: "data",
      title: wordsOf(data.title) || (hasData ? "Data for the app" : ""),
      text: wordsOf(firstOf(data, "body", "message", "text", "msg", "description")) || pairsOf(data),
      note: hasData ? "Data only: the app decides whether anything is shown." : "Nothing is shown: it has neither a notification nor data.",
      facts,
    };
  }
  return {
    kind: "alert",
    look: "android",
    shown: true,
    title: wordsOf(card.title) || translated(card.title_loc_key, card.title_loc_args),
    text: wordsOf(card.body) || translated(card.body_loc_key, card.body_loc_args),
    pictures: [{ source: wordsOf(card.image) }],
    tint: wordsOf(card.color),
    app: shortened(wordsOf(firstOf(card, "channel_id", "android_channel_id")), 40),
    note: `The system shows it while the app is in the background; an open app decides itself.${hasData ? " The app gets the data with the tap." : ""}`,
    facts,
  };
}
