// A tag expression, with a mark at each tag that says whether a phone has it.

/** Each tag with its mark. Colour is not the only sign: there is ✓ or ✗, and words for who listens. */
function drawPieces(pieces, expression) {
  if (!pieces) return el("span", { class: expression ? "pieces mono" : "" }, expression || "to everybody");
  let negated = false;
  const parts = pieces.map((piece, at) => {
    if (piece.tag) {
      const helps = piece.has !== negated;
      const words = piece.has ? "has " : "has not ";
      return el("span", { class: `piece ${helps ? "yes" : "no"}`, title: `${words}${piece.text}` },
        el("span", { "aria-hidden": "true" }, helps ? "✓" : "✗", negated ? " !" : " "),
        el("span", { class: "unseen" }, words), el("bdi", {}, piece.text));
    }
    // A ! just before a tag belongs to the tag: with it the tag is true where the phone has it not.
    const ending = pieces[at + 1]?.tag ? /(!\s*)*$/.exec(piece.text)[0] : "";
    negated = (ending.match(/!/g) ?? []).length % 2 === 1;
    return piece.text.slice(0, piece.text.length - ending.length);
  });
  return el("span", { class: "pieces mono" }, parts);
}
