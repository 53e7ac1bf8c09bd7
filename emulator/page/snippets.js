// Shows the push that is composed as a program, beside the form.

let programLanguage = "C";

function programTabs() {
  const program = (language) => {
    try {
      return programIn(language, composed());
    } catch (error) {
      return error.message;
    }
  };
  const panes = Object.entries(PROGRAM_LANGUAGES).map(([language, name]) => [name, () => program(language)]);
  const tabs = tabbed({
    label: "Language", panes: Object.fromEntries(panes), panelTag: "pre",
    chosen: programLanguage, onChoose: (name) => { programLanguage = name; },
  });
  const node = el("section", { "aria-label": "As a program" },
    el("h3", {}, "The same send as a program"),
    hint("It runs as it stands, once the hub's env file is loaded: ", el("code", {}, "set -a; . ./hub.env; set +a"), ". No key is in it.", hubs.length > 1 && ` It sends to the hub that NH_HUB names, with that hub's NH_CONNECTION_STRING.`),
    tabs.nodes[0], action("Copy", () => copyText(tabs.panel)), tabs.panel);
  return { node, show: tabs.draw };
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
