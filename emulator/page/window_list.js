// A list of any length of which the document holds only the rows in sight. All rows are of one height.

const CHUNK = 50;
const CACHED = 200;
/** Rows above and below those in sight. */
const MARGIN = 4;

class WindowList {
  /**
   * `load(position, count)` gives `{total, position, rows}`, the rows from about that position on, and
   * `next` where rows have numbers: the number of the next one to come. `draw(row)` gives an element.
   */
  constructor({ rowHeight, load, draw, label, empty, remedy }) {
    Object.assign(this, { rowHeight, load, draw, empty, remedy });
    this.canvas = el("ul", { class: "canvas", "aria-label": label });
    this.blank = el("p", { class: "dim blank", hidden: true });
    this.node = el("div", { class: "window-list", onscroll: () => this.schedule(), onkeydown: (event) => this.steer(event) }, this.blank, this.canvas);
    this.cached = new Map();
    this.nodes = new Map();
    this.total = 0;
    this.generation = 0;
    /** The highest number of a row that is counted in the total. */
    this.newest = -1;
    new ResizeObserver(() => this.schedule()).observe(this.node);
  }

  /** Begins anew, at the top. */
  async reset() {
    this.cached.clear();
    this.node.scrollTop = 0;
    await this.refresh();
  }

  /** Asks for what is in sight again. */
  async refresh() {
    const generation = ++this.generation;
    const first = Math.max(0, this.inSight().first);
    const count = Math.max(CHUNK, this.inSight().last - first + 1);
    this.loading = generation;
    const answer = await this.loadOrSayWhy(first, count);
    if (this.loading === generation) this.loading = undefined;
    if (generation !== this.generation) return;
    this.cached.clear();
    this.keepFocus();
    this.forget();
    this.take(answer);
  }

  /** What the hub refuses, a search that it does not understand, is told in the rows' place. */
  async loadOrSayWhy(first, count) {
    this.fault = undefined;
    try {
      return await this.load(first, count);
    } catch (error) {
      if (!(error.status >= 400 && error.status < 500)) throw error;
      this.fault = error.message;
      return { total: 0, position: 0, rows: [] };
    }
  }

  take({ total, position, rows, next }) {
    if (next !== undefined) this.newest = next - 1;
    this.total = total;
    rows.forEach((row, offset) => this.cached.set(position + offset, row));
    this.loaded = true;
    this.paint();
  }

  /** A row comes in at the top. Whoever has scrolled down keeps seeing what they see. */
  prepend(row, total) {
    // One that came with what was loaded.
    if (!this.loaded || row.number <= this.newest) return;
    this.newest = row.number;
    this.move(1);
    this.cached.set(0, row);
    this.total = total ?? this.total + 1;
    this.trim(0);
    this.schedule();
  }

  move(by) {
    const moved = (rows) => new Map([...rows].map(([position, row]) => [position + by, row]));
    this.cached = moved(this.cached);
    this.nodes = moved(this.nodes);
    if (this.node.scrollTop > this.rowHeight / 2) this.pushed = (this.pushed ?? 0) + by;
  }

  /** Changes rows that are held, and draws those anew. */
  change(isIt, change) {
    this.keepFocus();
    for (const [position, row] of this.cached) {
      if (!isIt(row)) continue;
      change(row);
      this.nodes.get(position)?.remove();
      this.nodes.delete(position);
    }
    this.schedule();
  }

  inSight() {
    const first = Math.floor(this.node.scrollTop / this.rowHeight) - MARGIN;
    const last = Math.ceil((this.node.scrollTop + this.node.clientHeight) / this.rowHeight) + MARGIN;
    return { first, last };
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  paint() {
    this.canvas.style.setProperty("height", `${this.total * this.rowHeight}px`);
    if (this.pushed) {
      this.node.scrollTop += this.pushed * this.rowHeight;
      this.pushed = 0;
    }
    this.blank.hidden = this.total > 0 || !this.loaded;
    if (!this.blank.hidden) fill(this.blank, this.fault ? [this.fault, ". ", this.remedy?.()] : this.empty());
    const { first, last } = this.inSight();
    for (const [position, node] of this.nodes) {
      if (position < first || position > last || position >= this.total) {
        node.remove();
        this.nodes.delete(position);
      }
    }
    let missing;
    for (let position = Math.max(0, first); position <= Math.min(last, this.total - 1); position++) {
      if (!this.cached.has(position)) missing ??= position;
      else this.place(position);
    }
    if (missing !== undefined) this.fetch(missing);
    this.giveFocus();
  }

  place(position) {
    let node = this.nodes.get(position);
    if (!node) {
      node = el("li", { class: "row" }, this.draw(this.cached.get(position)));
      this.nodes.set(position, node);
      const next = [...this.nodes].filter(([at]) => at > position).sort(([a], [b]) => a - b)[0];
      this.canvas.insertBefore(node, next ? next[1] : null);
    }
    node.setAttribute("aria-posinset", position + 1);
    node.setAttribute("aria-setsize", this.total);
    node.style.setProperty("transform", `translateY(${position * this.rowHeight}px)`);
  }

  async fetch(position) {
    if (this.fetching) return;
    this.fetching = true;
    const generation = this.generation;
    const from = Math.max(0, position - MARGIN);
    const answer = await attempt(() => this.load(from, CHUNK));
    this.fetching = false;
    if (!answer) return;
    if (generation !== this.generation) return this.schedule();
    // What came in while it was on its way has moved the rows: they are asked for again.
    if (answer.next !== undefined && answer.next <= this.newest) return this.schedule();
    if (answer.next !== undefined && answer.next - 1 > this.newest) this.move(answer.total - this.total);
    this.take(answer);
    this.trim(answer.position);
  }

  /** Forgets the rows that are farthest from this position. */
  trim(position) {
    if (this.cached.size <= CACHED) return;
    const far = [...this.cached.keys()].sort((a, b) => Math.abs(b - position) - Math.abs(a - position));
    for (const one of far.slice(0, this.cached.size - CACHED)) this.cached.delete(one);
  }

  /** The nodes of rows are made anew. */
  forget() {
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
  }

  /** Arrow keys go from row to row, Home and End to the ends. */
  steer(event) {
    const current = [...this.nodes].find(([, node]) => node.contains(document.activeElement))?.[0];
    const target = {
      ArrowDown: (current ?? -1) + 1,
      ArrowUp: (current ?? 1) - 1,
      Home: 0,
      End: this.total - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.focus(Math.min(Math.max(target, 0), this.total - 1));
  }

  /** A row that is drawn again has the focus again. */
  keepFocus() {
    const focused = [...this.nodes].find(([, node]) => node.contains(document.activeElement));
    if (focused) this.focused = focused[0];
  }

  giveFocus() {
    const node = this.nodes.get(this.focused);
    if (!node) return;
    this.focused = undefined;
    if (document.activeElement === document.body) node.querySelector("a, button")?.focus({ preventScroll: true });
  }

  focus(position) {
    const top = position * this.rowHeight;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) this.node.scrollTop = top;
    else if (top + this.rowHeight > scrollTop + clientHeight) this.node.scrollTop = top + this.rowHeight - clientHeight;
    this.paint();
    this.nodes.get(position)?.querySelector("a, button")?.focus();
  }
}

/** How a window list loads from an address that counts its rows from the oldest, newest on top. */
function newestFirst(list, ask) {
  return async (position, count) => {
    const { total } = list();
    const from = Math.max(0, total - position - count);
    const answer = await ask(position === 0 ? { limit: Math.min(count, 100) } : { from, limit: Math.min(total - position - from, 100) });
    const rows = answer.rows.toReversed();
    return { ...answer, rows, position: answer.total - answer.from - rows.length };
  };
}
