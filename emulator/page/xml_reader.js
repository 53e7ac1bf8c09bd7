// Reads XML without the browser's parser, which the page's policy refuses. It takes what is broken as
// far as it goes: what an app sent is to be seen, also when no phone would show it.

/** More than any push service takes. */
const MOST_XML = 20000;
const XML_TOKEN = /<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<[?!][^>]*>?|<\/([^\s<>]*)[^<>]*>?|<([^\s<>\/"'=]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>?|[^<]+|</g;

/** The elements in their order. Names are without prefix and in lower case; `of` gives an attribute. */
function readXml(text) {
  const elements = [];
  let inner = null;
  for (const [token, data, end, start, attributes] of text.slice(0, MOST_XML).matchAll(XML_TOKEN)) {
    if (start) {
      const given = readAttributes(attributes);
      const element = { name: localName(start), attributes: given, of: (name) => given.get(name) ?? "", text: "", parent: inner };
      elements.push(element);
      if (!token.endsWith("/>")) inner = element;
    } else if (end !== undefined) {
      let opened = inner;
      while (opened && opened.name !== localName(end)) opened = opened.parent;
      if (opened) inner = opened.parent;
    } else if (inner && data !== undefined) inner.text += data;
    else if (inner && !/^<./.test(token)) inner.text += unescaped(token);
  }
  return elements;
}

function localName(name) {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase();
}

function readAttributes(text) {
  const attributes = new Map();
  for (const [, name, quoted] of text.matchAll(/([^\s=]+)(?:\s*=\s*("[^"]*"|'[^']*'))?/g)) {
    if (quoted) attributes.set(localName(name), unescaped(quoted.slice(1, -1)));
  }
  return attributes;
}

/** The elements of these names within another. */
function within(elements, outer, ...names) {
  const isWithin = (element) => {
    for (let one = element.parent; one; one = one.parent) if (one === outer) return true;
    return false;
  };
  return elements.filter((element) => names.includes(element.name) && isWithin(element));
}

/** The same XML, an element a line: its tokens stay as they are. */
function indentedXml(text) {
  const lines = [];
  let [depth, previous] = [0, ""];
  const add = (token) => lines.push("  ".repeat(Math.min(depth, MOST_INDENTED)) + token);
  for (const [token, data, end, start] of text.matchAll(XML_TOKEN)) {
    const isText = data !== undefined || !/^<./.test(token);
    if (isText && token.trim() === "") continue;
    if (end !== undefined) depth = Math.max(0, depth - 1);
    const stays = (isText && previous !== "end") || (end !== undefined && previous !== "end");
    if (stays && lines.length) lines[lines.length - 1] += token;
    else add(token);
    const opens = start !== undefined && !token.endsWith("/>");
    if (opens) depth += 1;
    previous = opens ? "start" : isText ? "text" : "end";
  }
  return lines.join("\n");
}

/** Deeper levels are not indented further. */
const MOST_INDENTED = 30;

/** The same JSON, a member a line. Numbers and names stay as they were sent, which parsing would change. */
function indentedJson(text) {
  let [depth, result] = [0, ""];
  const line = () => `\n${"  ".repeat(Math.min(depth, MOST_INDENTED))}`;
  const pieces = [...text.matchAll(/"(?:[^"\\]+|\\[\s\S])*"?|[{}[\],:]|[^\s"{}[\],:]+/g)].map(([piece]) => piece);
  pieces.forEach((piece, at) => {
    const isEmpty = /^[[{]$/.test(piece) && /^[\]}]$/.test(pieces[at + 1] ?? "");
    if (/^[\]}]$/.test(piece)) {
      depth = Math.max(0, depth - 1);
      result += /^[[{]$/.test(pieces[at - 1] ?? "") ? piece : line() + piece;
    } else if (/^[[{]$/.test(piece)) {
      depth += 1;
      result += isEmpty ? piece : piece + line();
    } else result += piece === "," ? piece + line() : piece === ":" ? ": " : piece;
  });
  return result;
}
