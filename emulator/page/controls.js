// Controls of the forms, each with its label.

function labeled(label, control, hint) {
  return el("label", { class: "field" }, el("span", {}, label), control, hint && el("small", { class: "dim" }, hint));
}

/** A choice of [value, label]. */
function select(attributes, choices, chosen) {
  const option = ([value, label]) => el("option", { value, selected: String(value) === String(chosen) }, label);
  return el("select", attributes, choices.map(option));
}

function radio(name, value, chosen, ...label) {
  return el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked: value === chosen }), " ", label);
}

function group(legend, ...children) {
  return el("fieldset", { class: "group" }, el("legend", {}, legend), children);
}

function action(label, act, attributes = {}) {
  return el("button", { type: "button", class: "button", onclick: () => attempt(act), ...attributes }, label);
}

/** What the controls of a form say, by their names. */
function valuesOf(form) {
  const controls = [...form.elements].filter((one) => one.name && (one.type !== "radio" || one.checked));
  return Object.fromEntries(controls.map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
}

/** The answer of the service's own interface, or its refusal as an error. */
async function insist(hub, method, path, options) {
  const answer = await rest(hub, method, path, options);
  if (answer.status >= 300) throw new ApiError(answer.status, answer.detail || `The hub answered ${answer.status}`);
  return answer;
}

function installationPath(id) {
  return `installations/${encodeURIComponent(id)}`;
}

/** The hub that a view works on, with a choice where there are several. */
function hubChoice(chosen, onchange) {
  return hubs.length > 1 && labeled("Hub", select({ name: "hub", onchange }, hubs.map(({ name }) => [name, name]), chosen));
}
