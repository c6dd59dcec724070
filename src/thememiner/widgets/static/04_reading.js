// A whole transcript in its order: turns with speakers, what is coded, and words to pick.

class Reading {
  /** @param on {pick(span), open(index)}: words were picked with the mouse; a passage was clicked. */
  constructor(on) {
    this.on = on;
    this.turns = [];
    this.units = [];
    this.codings = [];
    this.here = null;
    this.picked = null;
    this.words = null;
    this.title = el("h3", { class: "tm-title" });
    this.page = el("div", { class: "tm-page", role: "document", "aria-label": "Transcript" });
    this.node = el("div", { class: "tm-reading", tabindex: "0", role: "region", "aria-label": "Reading view" }, this.title, this.page);
    this.page.addEventListener("mouseup", () => setTimeout(() => this.mouse(), 0));
    this.watcher = new ResizeObserver(() => this.here && this.bring(this.picked ?? this.here));
    this.watcher.observe(this.node);
  }

  /** Show a transcript: {id, title, turns: [{speaker, role, start, text}], units: [[index, start, end]], codings}. */
  show(transcript, book) {
    this.id = transcript.id;
    this.book = book;
    this.units = transcript.units;
    this.codings = layLanes(transcript.codings);
    this.picked = null;
    this.words = null;
    this.title.textContent = transcript.title;
    this.turns = transcript.turns.map((turn) => this.turnOf(turn));
    this.page.replaceChildren(...this.turns.map((turn) => turn.node));
    this.turns.forEach((turn) => this.paint(turn));
    this.node.scrollTop = 0;
  }

  turnOf(turn) {
    const chars = Array.from(turn.text);
    const speech = el("span", { class: "tm-speech", dir: "auto" });
    const who = turn.speaker ?? "";
    const label = el("span", { class: "tm-who", text: who || "(no label)" });
    const node = el("p", { class: `tm-turn tm-${turn.role}` }, label, speech);
    return { ...turn, end: turn.start + chars.length, chars, speech, node };
  }

  paint(turn) {
    const found = segmentsOf(turn, { codings: this.codings, here: this.here, picked: this.picked });
    const nodes = found.map((one) =>
      segmentNode(one, turn.chars.slice(one.start - turn.start, one.end - turn.start).join(""), this.book),
    );
    turn.speech.replaceChildren(...nodes);
    turn.node.classList.toggle("tm-near", found.some((one) => one.here));
  }

  repaint(...spans) {
    const some = spans.filter(Boolean);
    for (const turn of this.turns)
      if (some.some((one) => one.start < turn.end && turn.start < one.end)) this.paint(turn);
  }

  /** Mark the passage at hand and bring it into view. */
  setHere(unit) {
    const before = this.here;
    this.here = unit;
    this.repaint(before, unit);
    this.bring(unit);
  }

  setCodings(codings) {
    const before = this.codings;
    this.codings = layLanes(codings);
    this.repaint(...before, ...this.codings);
  }

  setPicked(span) {
    const before = this.picked;
    this.picked = span;
    this.repaint(before, span);
  }

  bring(span) {
    const turn = this.turns.find((one) => one.start <= span.start && span.start < one.end);
    const node = turn?.speech.querySelector(".tm-picked, .tm-here") ?? turn?.node;
    if (!node) return;
    const box = this.node.getBoundingClientRect();
    const at = node.getBoundingClientRect();
    if (at.top < box.top + 60 || at.bottom > box.bottom - 60)
      this.node.scrollTop += at.top - box.top - box.height / 3;
  }

  /** The text of a span, with what stands between turns as a space. */
  textOf(span) {
    const parts = this.turns
      .filter((turn) => turn.start < span.end && span.start < turn.end)
      .map((turn) => turn.chars.slice(Math.max(0, span.start - turn.start), span.end - turn.start).join(""));
    return parts.join(" ");
  }

  // --- the mouse ---------------------------------------------------------------------------

  mouse() {
    const selection = this.node.ownerDocument.getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!this.page.contains(range.commonAncestorContainer)) return;
    if (selection.isCollapsed) {
      const at = this.offsetAt(range);
      const unit = this.units.find(([, start, end]) => start <= at && at < end);
      if (unit) this.on.open(unit[0]);
      return;
    }
    const span = this.spanOf(range);
    if (span) this.on.pick(span);
  }

  offsetAt(range) {
    const turn = this.turns.find((one) => one.speech.contains(range.startContainer));
    return turn ? turn.start + before(turn.speech, range.startContainer, range.startOffset) : -1;
  }

  /** The stretch that a selection covers, in code points of the transcript; None where it covers no talk. */
  spanOf(range) {
    let span = null;
    for (const turn of this.turns) {
      if (!range.intersectsNode(turn.speech)) continue;
      const whole = document.createRange();
      whole.selectNodeContents(turn.speech);
      const starts = range.compareBoundaryPoints(Range.START_TO_START, whole) <= 0;
      const ends = range.compareBoundaryPoints(Range.END_TO_END, whole) >= 0;
      let from = starts ? 0 : before(turn.speech, range.startContainer, range.startOffset);
      let to = ends ? turn.chars.length : before(turn.speech, range.endContainer, range.endOffset);
      while (from < to && /\s/u.test(turn.chars[from])) from += 1;
      while (from < to && /\s/u.test(turn.chars[to - 1])) to -= 1;
      if (from < to) span = { start: span?.start ?? turn.start + from, end: turn.start + to };
    }
    return span;
  }

  // --- the keyboard ------------------------------------------------------------------------

  /** Begin to pick words with the keys, at a passage or where words are picked already. */
  pickWords(at) {
    this.words = this.turns.flatMap((turn, n) =>
      findWords(turn.chars.join("")).map(([start, end]) => ({ turn: n, start: turn.start + start, end: turn.start + end })),
    );
    if (!this.words.length) this.words.push({ turn: 0, start: at, end: at });
    const first = this.words.findIndex((word) => word.end > at);
    this.anchor = this.focus = first < 0 ? 0 : first;
    return this.pickedWords();
  }

  /** Move by a word or a turn; extending keeps where the stretch began. */
  move(step, { by = "word", extend = false } = {}) {
    const last = this.words.length - 1;
    let to = this.focus + step;
    if (by === "turn") {
      const turn = this.words[this.focus].turn;
      to = extend ? this.endOfTurn(turn, step) : this.words.findIndex((word) => word.turn === turn + step);
      if (to < 0) to = step < 0 ? 0 : last;
    }
    this.focus = Math.max(0, Math.min(last, to));
    if (!extend) this.anchor = this.focus;
    return this.pickedWords();
  }

  endOfTurn(turn, step) {
    const own = this.words.flatMap((word, n) => (word.turn === turn ? [n] : []));
    const edge = step < 0 ? own[0] : own[own.length - 1];
    return edge === this.focus ? this.focus + step : edge;
  }

  pickedWords() {
    const [one, two] = [this.words[this.anchor], this.words[this.focus]];
    const span = { start: Math.min(one.start, two.start), end: Math.max(one.end, two.end) };
    this.setPicked(span);
    this.bring(two);
    return span;
  }
}

/** How many code points of an element come before a place in it. */
function before(node, container, offset) {
  const range = document.createRange();
  range.selectNodeContents(node);
  range.setEnd(container, offset);
  return codePoints(range.toString());
}
