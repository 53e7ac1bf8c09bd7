// Keys, for whoever would rather not take the mouse. None of them works while somebody types.

const KEYS = [
  ["/", "search", () => document.getElementById("search").focus()],
  ["i", "inbox", () => address.go({ ...NOTHING_OPEN })],
  ["s", "what was sent", () => address.go({ ...NOTHING_OPEN, view: "pushes" })],
  ["c", "compose a push", () => address.go({ ...NOTHING_OPEN, view: "compose" })],
  ["p", "go to the phones", () => phones.focus(0)],
  ["m", "go to the messages", () => inbox.focus(0)],
  ["?", "these keys", () => showKeys()],
];

function showKeys() {
  const dialog = el("dialog", { class: "card", "aria-label": "Keys", onclose: () => dialog.remove() },
    el("h2", {}, "Keys"),
    listOf([...KEYS, ["↑ ↓ Home End", "from row to row"], ["Esc", "close what is open"]].map(([key, what]) => [el("kbd", {}, key), what])),
    el("form", { method: "dialog" }, el("button", { class: "button" }, "Close")));
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && !document.querySelector("dialog")) {
    if (typing) typing.blur();
    else if (["message", "notification", "view"].some(address.get)) address.go({ ...NOTHING_OPEN, tab: address.get("tab") });
    else if (address.get("device")) address.go({ ...NOTHING_OPEN, device: null });
    return;
  }
  if (typing || document.querySelector("dialog")) return;
  const key = KEYS.find(([key]) => key === event.key);
  if (!key) return;
  event.preventDefault();
  key[2]();
});
