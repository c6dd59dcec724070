// The queue of passages: as many rows as there are, of which only a window is ever here.

const WINDOW = 40;
const ROW = 52; // pixels

/** What a row says of itself, without colour: a sign and a word. */
function stateOf(row) {
  if (!row) return ["", "not read yet"];
  if (row.saving) return ["…", "being saved"];
  if (!row.done) return row.aside ? ["–", `open, set aside: ${row.aside}`] : ["○", "open"];
  if (row.codings.length) return ["✓", "coded"];
  return row.last === "none-fits" ? ["∅", "no code fits"] : ["✕", "rejected"];
}

class Queue {
  /** @param ask(start, n) gives rows; @param on {open(index)}. */
  constructor(ask, on) {
    this.ask = ask;
    this.on = on;
    this.rows = new Map();
    this.asked = new Map();
    this.here = 0;
    this.inner = el("div", { class: "tm-queue-inner", role: "presentation" });
    this.node = el("div", { class: "tm-queue", role: "listbox", tabindex: "0", "aria-label": "Passages" }, this.inner);
    this.node.addEventListener("scroll", () => this.draw());
    this.shown = new Map();
  }

  /** Begin again with another codebook or another order. */
  reset(n) {
    this.n = n;
    this.rows.clear();
    this.asked.clear();
    this.inner.style.height = `${n * ROW}px`;
    this.shown.forEach((one) => one.node.remove());
    this.shown.clear();
    this.draw();
  }

  /** The row, from here or from the study. */
  async get(index) {
    if (!this.rows.has(index)) await this.fetch(index);
    return this.rows.get(index);
  }

  /** Ask for the window around a row, once. */
  fetch(index) {
    const start = Math.floor(index / WINDOW) * WINDOW;
    if (this.rows.has(index)) return Promise.resolve();
    if (!this.asked.has(start)) {
      const asked = this.ask(start, WINDOW).then(
        (answer) => {
          this.asked.delete(start);
          answer.rows.forEach((row) => this.rows.set(row.index, row));
          this.forget(start);
          this.shown.forEach((_, index) => this.fill(index));
        },
        (error) => {
          this.asked.delete(start);
          throw error;
        },
      );
      this.asked.set(start, asked);
    }
    return this.asked.get(start);
  }

  /** Keep a few windows only: twenty thousand passages would be a burden to the browser. */
  forget(start) {
    const far = 6 * WINDOW;
    for (const [index, row] of this.rows)
      if (Math.abs(index - start) > far && Math.abs(index - this.here) > far && !row.saving) this.rows.delete(index);
  }

  put(row) {
    this.rows.set(row.index, row);
    this.fill(row.index);
  }

  /** Make a row the one at hand, and have its neighbours ready. */
  setHere(index) {
    const before = this.here;
    this.here = index;
    const top = index * ROW;
    if (top < this.node.scrollTop + ROW || top + 2 * ROW > this.node.scrollTop + this.node.clientHeight)
      this.node.scrollTop = top - this.node.clientHeight / 3;
    this.draw();
    [before, index].forEach((one) => this.fill(one));
    for (const near of [index + WINDOW / 2, index - WINDOW / 2])
      if (near >= 0 && near < this.n) this.fetch(near).catch(() => {});
  }

  draw() {
    if (!this.n) return;
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - 3);
    const last = Math.min(this.n - 1, first + Math.ceil((this.node.clientHeight || 400) / ROW) + 6);
    for (const [index, one] of this.shown)
      if (index < first || index > last) {
        one.node.remove();
        this.shown.delete(index);
      }
    for (let index = first; index <= last; index += 1) if (!this.shown.has(index)) this.add(index);
    const missing = [first, last].filter((index) => !this.rows.has(index));
    clearTimeout(this.later);
    if (missing.length) this.later = setTimeout(() => missing.forEach((index) => this.fetch(index).catch(() => {})), 60);
  }

  add(index) {
    const parts = { sign: el("span", { class: "tm-sign", "aria-hidden": "true" }), who: el("span", { class: "tm-row-who" }), text: el("span", { class: "tm-row-text", dir: "auto" }), word: el("span", { class: "tm-hidden" }) };
    const node = el(
      "div",
      { id: freshId("row"), class: "tm-row", role: "option", "aria-setsize": this.n, "aria-posinset": index + 1, onclick: () => this.on.open(index) },
      parts.sign,
      el("span", { class: "tm-row-body" }, parts.who, parts.text),
      parts.word,
    );
    node.style.top = `${index * ROW}px`;
    this.shown.set(index, { node, parts });
    this.inner.append(node);
    this.fill(index);
  }

  fill(index) {
    const one = this.shown.get(index);
    if (!one) return;
    const row = this.rows.get(index);
    const [sign, word] = stateOf(row);
    one.parts.sign.textContent = sign;
    one.parts.word.textContent = `, ${word}`;
    one.parts.who.textContent = `${index + 1} · ${row?.who ?? "…"}`;
    one.parts.text.textContent = row?.text.slice(0, 90) ?? "";
    one.node.setAttribute("aria-selected", String(index === this.here));
    one.node.classList.toggle("tm-done", Boolean(row?.done));
    if (index === this.here) this.node.setAttribute("aria-activedescendant", one.node.id);
  }
}
