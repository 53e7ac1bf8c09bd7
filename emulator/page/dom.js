// Makes elements. Whatever comes from outside becomes a text node or the value of an attribute, and
// never markup: the page's policy (Trusted Types) refuses markup from text altogether.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Functions become listeners, `true` an empty attribute; null and false leave one out. */
function el(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  append(node, children);
  return node;
}

/** Replaces what is in the node. */
function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

/** A link within the page: it changes parts of the address, and can be opened in a new tab. */
function link(changes, attributes, ...children) {
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    address.go(changes);
  };
  return el("a", { href: address.with(changes), onclick: follow, ...attributes }, children);
}
