// One push that a phone got, or that its push service refused.

function messageView(message) {
  return [el("h2", {}, summaryOf(message).title || "Nothing is shown"), drawPreview(message)];
}
