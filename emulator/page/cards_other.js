// What Baidu, Xiaomi and browsers make of a payload.

function readBaidu({ json, headers }) {
  return readTitled(json, headers["x-baidu-message-type"] === "0");
}

function readXiaomi({ json }) {
  return readTitled(json, wordsOf(objectOf(json).pass_through) === "1");
}

/** A title and a description, as Chinese services have them. */
function readTitled(json, isForApp) {
  if (!isObject(json)) return unreadable("The app gets nothing: the push service takes JSON objects only.");
  return {
    kind: isForApp ? "data" : "alert",
    look: isForApp ? "none" : "android",
    shown: !isForApp,
    title: wordsOf(json.title) || (isForApp ? "Data for the app" : ""),
    text: wordsOf(firstOf(json, "description", "payload")),
    note: isForApp ? "The app decides whether anything is shown." : "The system shows it as a card.",
    facts: factsOf(json, ["title", "description"]),
  };
}

/** The page's service worker gets it. Most of them show a title and a body. */
function readBrowser({ json }) {
  const inner = isObject(json?.notification) ? json.notification : objectOf(json);
  const [title, text] = [wordsOf(inner.title), wordsOf(firstOf(inner, "body", "message", "text"))];
  const decides = "The page's service worker decides what is shown.";
  if (!title && !text) return unreadable(decides);
  return {
    kind: "alert",
    look: "browser",
    shown: true,
    title,
    text,
    pictures: ["icon", "image"].map((name) => ({ source: wordsOf(inner[name]) })),
    label: "your-site.example",
    note: `${decides} This is what most of them make of a title and a body.`,
    facts: factsOf(inner, ["title", "body", "icon", "image"]),
  };
}
