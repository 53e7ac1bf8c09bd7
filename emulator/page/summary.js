// What a push shows, read from its payload: for the rows of lists, and for the cards of the preview.
// A payload can be anything, so that nothing in it is taken for granted.

const MOST_SUMMED_UP = 300;
const MOST_FACTS = 40;

/** For a row of a list. `kind` is alert, silent, data, badge, tile or raw. */
function summaryOf(row) {
  const { title, subtitle, text, note, shown, kind } = readPush(row);
  const [first, ...more] = [title, subtitle, text].filter(Boolean).map((part) => part.slice(0, MOST_SUMMED_UP).replace(/[\s\p{Cc}]+/gu, " ").trim());
  return shown || title ? { title: first ?? "", text: more.join(" · ") || (shown ? "" : note), shown, kind } : { title: "", text: first || note, shown, kind };
}

/**
 * What a push asks a phone to show: `look` is the card that draws it, `note` what there is to say of it
 * in a sentence, `facts` what the card does not draw, each [name, value, meaning].
 */
function readPush(row) {
  const readers = {
    apple: readApple, gcm: readGoogle, fcmv1: readGoogle, adm: readGoogle, windows: readWindows,
    windowsphone: readWindowsPhone, baidu: readBaidu, xiaomi: readXiaomi, browser: readBrowser,
  };
  const payload = wordsOf(row.payload);
  const unknown = {
    kind: "raw", look: "none", shown: false, title: "Raw data", subtitle: "", facts: [],
    text: payload || plural(row.size ?? 0, "byte"), note: "The app decides what is shown.",
  };
  try {
    const push = lookUp(readers, row.platform)?.({ payload, json: parsed(payload), headers: objectOf(row.headers) }) ?? {};
    const texts = Object.fromEntries(["title", "subtitle", "text", "note"].map((name) => [name, push[name] ?? ""]));
    return push.kind ? { ...unknown, ...push, ...texts } : { ...unknown, ...push };
  } catch {
    return unknown;
  }
}

/** Of what no card is known for, or what cannot be read: it stays raw data. */
function unreadable(note) {
  return { note };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value) {
  return isObject(value) ? value : {};
}

/** Any value as text. */
function wordsOf(value) {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  try {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch {
    return "(nested too deep to be shown)";
  }
}

/** The first of these members that there is. */
function firstOf(members, ...names) {
  const name = names.find((one) => Object.hasOwn(members, one) && members[one] !== null);
  return name === undefined ? undefined : members[name];
}

/** The members that a card does not draw, with what is known of them. */
function factsOf(members, drawn = [], meanings = {}) {
  const rest = Object.entries(objectOf(members)).filter(([name]) => !drawn.includes(name));
  const facts = rest.slice(0, MOST_FACTS).map(([name, value]) => {
    return [name, wordsOf(value), Object.hasOwn(meanings, name) && meanings[name]];
  });
  if (rest.length > MOST_FACTS) facts.push(["…", plural(rest.length - MOST_FACTS, "more member"), ""]);
  return facts;
}

/** Text that the app has in its own languages: only its key is known. */
function translated(key, args) {
  if (key === undefined) return "";
  const list = Array.isArray(args) && args.length ? `: ${args.map(wordsOf).join(", ")}` : "";
  return `⟨${wordsOf(key)}${list}⟩`;
}

/** Names and values of data in a line. */
function pairsOf(members) {
  return Object.entries(objectOf(members)).slice(0, MOST_FACTS).map(([name, value]) => `${name}=${wordsOf(value)}`).join(", ");
}
