// What Windows makes of a toast, tile, badge or raw notification, and Windows Phone of its own kinds.

/** The glyphs of the badge schema, as near as text comes to them. */
const GLYPHS = {
  none: "", activity: "↻", alarm: "◷", alert: "!", attention: "✱", available: "●", away: "◐", busy: "●", error: "✕",
  newmessage: "✉", paused: "‖", playing: "▶", unavailable: "○",
};

function readWindows({ payload, headers }) {
  const elements = readXml(payload);
  const type = wordsOf(headers["x-wns-type"]).toLowerCase().replace("wns/", "") || elements[0]?.name;
  if (!type || type === "raw") return unreadable("Nothing is shown: the app gets it as it is.");
  const root = elements.find(({ name }) => name === type);
  const read = { toast: readToast, tile: readTile, badge: readWindowsBadge };
  if (!root || !Object.hasOwn(read, type)) return unreadable(`Nothing is shown: it is no ${shortened(type)} of Windows.`);
  return read[type](root, elements);
}

function readToast(root, elements) {
  const binding = within(elements, root, "binding")[0] ?? root;
  const texts = within(elements, binding, "text").filter(({ text }) => text.trim());
  const isSmall = (one) => one.of("placement") === "attribution";
  const [first = "", ...more] = texts.filter((one) => !isSmall(one)).map(({ text }) => text.trim());
  // The first of the old templates has no title.
  const hasTitle = !/toast(text|imageandtext)01$/i.test(binding.of("template"));
  const actions = within(elements, root, "action", "input").slice(0, 10);
  return {
    kind: "alert",
    look: "windows",
    shown: first !== "" || actions.length > 0,
    title: hasTitle ? first : "",
    text: hasTitle ? more.join("\n") : first,
    small: texts.find(isSmall)?.text,
    pictures: within(elements, binding, "image").map((one) => ({ source: one.of("src"), place: one.of("placement").toLowerCase() })),
    actions: actions.map((one) => (one.name === "input" ? [one.of("placeholdercontent") || one.of("title") || one.of("id"), "toast-input dim"] : [one.of("content"), ""])),
    note: first ? "" : "It has no text.",
    facts: [
      ["template", binding.of("template"), ""],
      ...[...root.attributes].filter(([name]) => name !== "xmlns"),
      ...within(elements, root, "progress", "audio").map(({ name, attributes }) => [name, [...attributes].map((pair) => pair.join("=")).join(" "), ""]),
    ].filter(([, value]) => value),
  };
}

function readTile(root, elements) {
  const sizes = ["small", "medium", "wide", "large"];
  const tiles = within(elements, root, "binding").slice(0, 6).map((binding) => {
    const template = binding.of("template");
    const visual = binding.parent;
    return {
      template,
      size: sizes.find((size) => template.toLowerCase().includes(size)) ?? (/310x310/.test(template) ? "large" : "medium"),
      texts: within(elements, binding, "text").map(({ text }) => text.trim()).filter(Boolean),
      pictures: within(elements, binding, "image").map((one) => one.of("src")),
      name: /name/i.test(binding.of("branding") || visual.of("branding")) ? binding.of("displayname") || visual.of("displayname") || "Your app" : "",
    };
  });
  return {
    kind: "tile",
    look: "tiles",
    shown: tiles.length > 0,
    title: "Tile",
    text: tiles[0]?.texts.join(" · "),
    tiles: tiles.sort((a, b) => sizes.indexOf(a.size) - sizes.indexOf(b.size)),
    note: tiles.length ? "The tile shows it until another comes." : "The tile stays as it is: it has no binding.",
  };
}

function readWindowsBadge(root) {
  const value = root.of("value");
  const number = /^\d+$/.test(value) ? Number(value) : null;
  const glyph = Object.hasOwn(GLYPHS, value.toLowerCase()) ? GLYPHS[value.toLowerCase()] : null;
  const known = number !== null || glyph !== null;
  const badge = number === null ? glyph : number > 99 ? "99+" : number;
  return {
    kind: "badge",
    look: known ? "icon" : "none",
    shown: known,
    title: "Badge",
    text: !known ? `Windows knows no badge “${shortened(value)}”.` : badge ? `The badge becomes ${number === null ? `the glyph ${value}` : badge}.` : "The badge goes away.",
    badge,
  };
}

function readWindowsPhone({ payload, headers }) {
  const elements = readXml(payload);
  const kind = wordsOf(headers["x-windowsphone-target"]).toLowerCase();
  if (!kind || !elements.length) return unreadable("Nothing is shown: the open app gets it as it is.");
  const facts = elements.map(({ name, text }) => [name, text.trim(), ""]).filter(([, text]) => text).slice(0, MOST_FACTS);
  const of = (...names) => facts.filter(([name]) => names.includes(name)).map(([, text]) => text);
  if (kind === "toast") {
    return { kind: "alert", look: "windows", shown: facts.length > 0, title: of("text1")[0], text: of("text2")[0], facts, note: "Shown while the app is not open." };
  }
  const tile = (template, texts, pictures) => ({ size: "medium", template, texts: of(...texts), pictures: of(pictures) });
  const [front, back] = [tile("Front", ["title"], "backgroundimage"), tile("Back", ["backtitle", "backcontent"], "backbackgroundimage")];
  front.count = of("count")[0];
  return { kind: "tile", look: "tiles", shown: true, title: "Tile", text: front.texts[0], tiles: back.texts.length ? [front, back] : [front], facts, note: "The tile shows it until another comes." };
}
