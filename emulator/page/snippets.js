// Shows the push that is composed as a program, beside the form.

let programLanguage = "c";

function programTabs() {
  const text = el("pre", { id: "program", role: "tabpanel", tabindex: 0 });
  const choose = (language) => { programLanguage = language; show(); };
  const tabs = Object.entries(PROGRAM_LANGUAGES).map(([language, name]) =>
    [language, el("button", { class: "tab", role: "tab", "aria-controls": "program", onclick: () => choose(language) }, name)]);
  const show = () => {
    for (const [language, tab] of tabs) tab.setAttribute("aria-selected", language === programLanguage);
    try {
      fill(text, programIn(programLanguage, composed()));
    } catch (error) {
      fill(text, error.message);
    }
  };
  const node = el("section", { "aria-label": "As a program" },
    el("h3", {}, "The same send as a program"),
    hint("It runs as it stands, once the hub's env file is loaded: ", el("code", {}, "set -a; . ./hub.env; set +a"), ". No key is in it."),
    el("div", { class: "tabs", role: "tablist", "aria-label": "Language" }, tabs.map(([, tab]) => tab)),
    action("Copy", () => copyText(text)), text);
  return { node, show };
}

/** Browsers have a clipboard only for pages from this machine or over TLS. */
async function copyText(node) {
  if (navigator.clipboard) await navigator.clipboard.writeText(node.textContent);
  else {
    getSelection().selectAllChildren(node);
    if (!document.execCommand("copy")) throw new ApiError(0, "The browser does not let it be copied; it is selected.");
  }
  notice("Copied.");
}
