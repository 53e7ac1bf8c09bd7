// Controls of the forms, each with its label, and what views of several kinds are made of.

function labeled(label, control) {
  return el("label", { class: "field" }, el("span", {}, label), control);
}

function input(name, attributes) {
  return el("input", { name, autocomplete: "off", spellcheck: "false", ...attributes });
}

function textBox(name, rows, value) {
  const box = el("textarea", { name, rows, spellcheck: "false" });
  box.value = value;
  return box;
}

/** A choice of values, or of [value, label]. */
function select(attributes, choices, chosen) {
  const option = ([value, label]) => el("option", { value, selected: String(value) === String(chosen) }, label);
  return el("select", attributes, choices.map((choice) => option([choice].flat().length === 2 ? choice : [choice, choice])));
}

function choice(type, name, value, isChosen, ...label) {
  return el("label", { class: "choice" }, el("input", { type, name, value, checked: isChosen }), " ", label);
}

function group(legend, ...children) {
  return el("fieldset", { class: "group" }, el("legend", {}, legend), children);
}

function hint(...words) {
  return el("p", { class: "dim" }, words);
}

function sideBySide(...children) {
  return el("div", { class: "actions" }, children);
}

function action(label, act, attributes) {
  return el("button", { type: "button", class: "button", onclick: () => attempt(act), ...attributes }, label);
}

function buttonLink(changes, label) {
  return link(changes, { class: "button" }, label);
}

function formOf(submit, ...children) {
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); attempt(() => submit(valuesOf(form))); } }, children);
  return form;
}

function submitButton(label, kind = "") {
  return el("p", {}, el("button", { class: `button ${kind}` }, label));
}

/** What the controls of a form say, by their names. */
function valuesOf(form) {
  const controls = [...form.elements].filter((one) => one.name && (one.type !== "radio" || one.checked));
  return Object.fromEntries(controls.map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
}

/** What was given of these values. */
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => ![null, undefined, "", false].includes(value)));
}

/** At most a hundred rows, and how many more there are. */
function tableOf(columns, rows, total = rows.length) {
  const shown = rows.slice(0, 100);
  return el("div", { class: "scroll" },
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, shown.map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell)))))),
    total > shown.length && hint(`and ${(total - shown.length).toLocaleString("en")} more`));
}

function listOf(entries) {
  return el("dl", { class: "keys" }, entries.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/** The answer of the service's own interface, or its refusal as an error. */
async function insist(hub, method, path, options) {
  const answer = await rest(hub, method, path, options);
  if (answer.status >= 300) throw new ApiError(answer.status, answer.detail || `The hub answered ${answer.status}`);
  return answer;
}

/** The hub that a view works on, with a choice where there are several. */
function hubChoice(chosen) {
  return hubs.length > 1 && labeled("Hub", select({ name: "hub" }, hubs.map(({ name }) => name), chosen));
}
