// What a push shows, read from its payload: for the rows of lists, and for the cards of the preview.
// A payload can be anything, so that nothing in it is taken for granted.

const MOST_SUMMED_UP = 300;
const MOST_FACTS = 40;

/** For a row of a list. `kind` is alert, silent, data, badge, tile or raw. */
function summaryOf(row) {
  const { title, subtitle, text, note, shown, kind } = readPush(row);
  const line = (value) => value.slice(0, MOST_SUMMED_UP).replace(/\s+/g, " ").trim();
  return { title: line(title), text: line([subtitle, text].filter(Boolean).join(" · ") || note), shown, kind };
}

/**
 * What a push asks a phone to show: `look` is the card that draws it, `note` what there is to say of it
 * in a sentence, `facts` what the card does not draw: [name, value, meaning].
 */
function readPush(row) {
  const readers = {
    apple: readApple, gcm: readGoogle, fcmv1: readGoogle, adm: readGoogle, windows: readWindows,
    windowsphone: readWindowsPhone, baidu: readBaidu, xiaomi: readXiaomi, browser: readBrowser,
  };
  const payload = wordsOf(row.payload);
  const push = { row, payload, json: parsed(payload), headers: objectOf(row.headers) };
  const nothing = { kind: "silent", look: "none", shown: false, title: "", subtitle: "", text: "", note: "", facts: [] };
  try {
    return { ...nothing, ...(readers[row.platform] ?? readUnknown)(push) };
  } catch {
    return { ...nothing, ...readUnknown(push) };
  }
}

/** What no card is known for, or what cannot be read. */
function readUnknown({ row, payload }, why = "") {
  const size = row.size ?? payload.length;
  return { kind: "raw", title: "Raw data", text: payload || `${plural(size, "byte")} that are not text`, note: why || "The app decides what is shown." };
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
    const meaning = Object.hasOwn(meanings, name) ? meanings[name] : "";
    return [name, wordsOf(value), typeof meaning === "function" ? meaning(value) : meaning];
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

const TRANSLATED_NOTE = "What stands in ⟨ ⟩ is the key of a text that the app translates.";

/** Names and values of data in a line. */
function pairsOf(members) {
  return Object.entries(objectOf(members)).slice(0, MOST_FACTS).map(([name, value]) => `${name}=${wordsOf(value)}`).join(", ");
}
