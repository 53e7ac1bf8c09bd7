// What Windows makes of a toast, tile, badge or raw notification, and Windows Phone of its own kinds.

/** The glyphs of the badge schema, as near as text comes to them. */
const GLYPHS = {
  none: "", activity: "↻", alarm: "⏰", alert: "!", attention: "✱", available: "●", away: "◐", busy: "●", error: "✕",
  newmessage: "✉", paused: "⏸", playing: "▶", unavailable: "○",
};

function readWindows({ row, payload, headers }) {
  const elements = readXml(payload);
  const type = wordsOf(headers["x-wns-type"]).toLowerCase().replace("wns/", "") || elements[0]?.name || "raw";
  if (type === "raw") return readUnknown({ row, payload }, "Nothing is shown: the app gets it as it is.");
  if (!elements.length) return readUnknown({ row, payload }, "Nothing is shown: it is not XML.");
  const root = elements.find((element) => element.name === type) ?? elements[0];
  if (root.name === "toast") return readToast(elements, root);
  if (root.name === "tile") return readTile(elements, root);
  if (root.name === "badge") return readWindowsBadge(root);
  return readUnknown({ row, payload }, `Nothing is shown: Windows knows no <${shortened(root.name)}>.`);
}

function readToast(elements, root) {
  const bindings = within(elements, root, "binding");
  const binding = bindings[0] ?? root;
  const template = binding.attributes.get("template") ?? "";
  const inside = (...names) => within(elements, binding, ...names);
  const texts = inside("text").map((one) => ({ text: one.text.trim(), place: one.attributes.get("placement") ?? "" })).filter(({ text }) => text);
  const attribution = texts.find(({ place }) => place === "attribution")?.text ?? "";
  const [first = "", ...more] = texts.filter(({ place }) => place !== "attribution").map(({ text }) => text);
  // The first of the old templates has no title.
  const hasTitle = !/toast(text|imageandtext)01$/i.test(template);
  const actions = within(elements, root, "action", "input");
  const isSilent = within(elements, root, "audio").some(({ attributes }) => attributes.get("silent") === "true");
  const facts = [
    ["template", template, /generic/i.test(template) ? "" : "of Windows 8"],
    ...[...root.attributes].filter(([name]) => !name.startsWith("xmlns")),
    ...inside("progress").map(({ attributes }) => ["progress", [...attributes.values()].join(" · "), "a bar in the card"]),
    ...within(elements, root, "audio").map(({ attributes }) => ["sound", isSilent ? "silent" : attributes.get("src") ?? "", ""]),
  ];
  return {
    kind: "alert",
    look: "toast",
    shown: first !== "" || actions.length > 0,
    title: hasTitle ? first : "",
    text: hasTitle ? more.join("\n") : first,
    attribution,
    images: inside("image").map(({ attributes }) => ({ source: attributes.get("src") ?? "", place: (attributes.get("placement") ?? "").toLowerCase() })),
    actions: actions.slice(0, 10).map(({ name, attributes }) => name === "input"
      ? { isInput: true, label: attributes.get("placeholdercontent") || attributes.get("title") || attributes.get("id") || "" }
      : { label: attributes.get("content") || "(no words)" }),
    note: texts.length ? "" : "Windows shows an empty card: the toast has no text.",
    facts: facts.filter(([, value]) => value),
  };
}

function readTile(elements, root) {
  const tiles = within(elements, root, "binding").slice(0, 6).map((binding) => {
    const template = binding.attributes.get("template") ?? "";
    return {
      template,
      size: /small|71x71/i.test(template) ? "small" : /wide/i.test(template) ? "wide" : /large|310x310/i.test(template) ? "large" : "medium",
      texts: within(elements, binding, "text").map((one) => one.text.trim()).filter(Boolean),
      images: within(elements, binding, "image").map(({ attributes }) => attributes.get("src") ?? ""),
      name: /name|logo/i.test(binding.attributes.get("branding") ?? "") ? binding.attributes.get("displayname") ?? "Your app" : "",
    };
  });
  return {
    kind: "tile",
    look: "tiles",
    shown: tiles.length > 0,
    title: "Tile",
    text: tiles[0]?.texts.join(" · ") ?? "",
    tiles,
    note: tiles.length ? "The tile shows it until another comes." : "The tile stays as it is: it has no binding.",
  };
}

function readWindowsBadge(root) {
  const value = root.attributes.get("value") ?? "";
  const isNumber = /^\d+$/.test(value);
  const glyph = GLYPHS[value.toLowerCase()];
  const isKnown = isNumber || glyph !== undefined;
  const goes = value === "0" || value === "none";
  return {
    kind: "badge",
    look: "icon",
    shown: isKnown,
    title: "Badge",
    text: !isKnown ? `“${value}” is no badge that Windows knows` : goes ? "The badge goes away" : `The badge becomes ${isNumber ? value : `the glyph ${value}`}`,
    badge: !isKnown || goes ? "" : isNumber ? (Number(value) > 99 ? "99+" : value) : glyph,
  };
}

function readWindowsPhone({ row, payload, headers }) {
  const elements = readXml(payload);
  const kind = wordsOf(headers["x-windowsphone-target"]).toLowerCase();
  if (!kind || !elements.length) return readUnknown({ row, payload }, "Nothing is shown: the open app gets it as it is.");
  const textOf = (name) => elements.find((element) => element.name === name)?.text.trim() ?? "";
  const facts = elements.filter(({ text }) => text.trim()).slice(0, MOST_FACTS).map(({ name, text }) => [name, text.trim(), ""]);
  if (kind === "toast") {
    const [title, text] = [textOf("text1"), textOf("text2")];
    return { kind: "alert", look: "toast", shown: Boolean(title || text), title, text, images: [], actions: [], facts: facts.filter(([name]) => !/^text[12]$/.test(name)), note: "Shown while the app is not open." };
  }
  const tile = { size: "medium", template: "", texts: [textOf("title")].filter(Boolean), images: [textOf("backgroundimage")].filter(Boolean), name: "", count: textOf("count") };
  const back = { size: "medium", template: "back", texts: [textOf("backtitle"), textOf("backcontent")].filter(Boolean), images: [], name: "" };
  return { kind: "tile", look: "tiles", shown: true, title: "Tile", text: tile.texts.join(" "), tiles: back.texts.length ? [tile, back] : [tile], facts, note: "The tile shows it until another comes." };
}

function toastCard(push) {
  const of = (place) => push.images.filter((image) => image.place === place);
  const plain = push.images.filter(({ place }) => !["hero", "applogooverride"].includes(place));
  return el("div", { class: "phone-screen windows" },
    el("div", { class: "shown-card" },
      of("hero").map(({ source }) => pictureNamed(source, "wide")),
      el("p", { class: "shown-app dim" }, "Your app"),
      el("div", { class: "toast-body" },
        of("applogooverride").map(({ source }) => pictureNamed(source, "logo")),
        el("div", { class: "shown-words" },
          push.title && el("p", { class: "shown-head" }, el("b", {}, push.title)),
          el("p", { class: "shown-text" }, push.text),
          push.attribution && el("p", { class: "shown-app dim" }, push.attribution))),
      plain.map(({ source }) => pictureNamed(source, "wide")),
      push.actions.length > 0 && el("div", { class: "toast-actions" },
        push.actions.map(({ label, isInput }) => el("span", { class: isInput ? "toast-input dim" : "toast-button" }, label)))));
}

function tileCards({ tiles }) {
  return el("div", { class: "phone-screen tiles" }, tiles.map((tile) =>
    el("figure", {},
      el("div", { class: `tile ${tile.size}` },
        tile.images.map((source) => pictureNamed(source)),
        tile.texts.map((text) => el("p", {}, text)),
        tile.count && el("span", { class: "app-badge" }, tile.count),
        tile.name && el("small", {}, tile.name)),
      el("figcaption", { class: "dim" }, tile.template || tile.size))));
}
