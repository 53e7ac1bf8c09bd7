// Tabs, of which only the chosen one's panel is in the document.

/**
 * `panes` has for each name what makes its content from the value. Gives the nodes, and `draw`, which
 * makes the content again.
 */
function tabbed({ label, panes, chosen, onChoose, value, panelTag = "div" }) {
  const names = Object.keys(panes);
  const id = label.toLowerCase().replaceAll(" ", "-");
  const panel = el(panelTag, { role: "tabpanel", id, tabindex: 0 });
  const buttons = names.map((name) =>
    el("button", { class: "tab", role: "tab", id: `${id}-${name}`, type: "button", "aria-controls": id, onclick: () => choose(name) }, name));
  const draw = () => fill(panel, panes[chosen](value));
  const choose = (name) => {
    chosen = name;
    onChoose(name);
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", names[at] === name);
      button.tabIndex = names[at] === name ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `${id}-${name}`);
    draw();
  };
  const steer = (event) => {
    const at = buttons.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const button = buttons[(next + names.length) % names.length];
    button.focus();
    button.click();
  };
  choose(names.includes(chosen) ? chosen : names[0]);
  return { nodes: [el("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: steer }, buttons), panel], panel, draw };
}
