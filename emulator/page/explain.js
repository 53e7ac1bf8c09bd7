// Why a push reached a phone or did not.

views.explain = {
  title: "Why",
  render(container) {
    fill(container, el("h2", {}, "Why"));
  },
};
