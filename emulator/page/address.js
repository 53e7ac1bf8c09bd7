// What is shown stands in the address of the page, so that it can be reloaded, sent to somebody, and
// gone back to.

const address = {
  get(name) {
    return new URLSearchParams(location.search).get(name) ?? "";
  },

  /** The address with these parts changed; null takes one away. */
  with(changes) {
    const parts = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || (name === "hub" && hubs.length < 2) || value === "") parts.delete(name);
      else parts.set(name, value);
    }
    const text = parts.toString();
    return location.pathname + (text ? `?${text}` : "");
  },

  go(changes, { replace = false } = {}) {
    const url = address.with(changes);
    if (url === location.pathname + location.search) return;
    const steps = history.state?.steps ?? 0;
    if (replace) history.replaceState({ steps }, "", url);
    else history.pushState({ steps: steps + 1 }, "", url);
    route();
  },
};

/** The parts that say what the big pane shows. A change of one takes the others away. */
const NOTHING_OPEN = { view: null, message: null, notification: null, request: null, result: null, tab: null, to: null };
