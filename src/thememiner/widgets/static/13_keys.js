// Which key does what. Keys with Ctrl, Alt or Cmd, and those in a field to type in, are never taken.

Object.assign(App.prototype, {
  key(event) {
    if (event.ctrlKey || event.metaKey) return;
    event.stopPropagation(); // the notebook's own keys stay out of it
    if (event.defaultPrevented || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") this.focus();
      return;
    }
    const onButton = event.target.closest("button, [role=tab]");
    if (onButton && ["Enter", " "].includes(event.key)) return;
    if (this.answer(event)) event.preventDefault();
  },

  answer(event) {
    const key = event.key;
    if (key === "?") this.help.open();
    else if (key === "[" || key === "]") this.nextTab(key === "]" ? 1 : -1);
    else if (event.target.closest("[role=tab]") && ["ArrowLeft", "ArrowRight"].includes(key)) this.nextTab(key === "ArrowRight" ? 1 : -1, true);
    else if (key === "b") this.nextBook();
    else if (this.tab === "themes") return this.themes.key(key);
    else if (this.tab === "settling") return this.settling.key(key);
    else if (this.reading.words) return this.pickingKey(event) || this.passageKey(key);
    else return this.passageKey(key, event);
    return true;
  },

  nextTab(step, focus = false) {
    const at = this.tabs.findIndex(([name]) => name === this.tab);
    const to = (at + step + this.tabs.length) % this.tabs.length;
    this.openTab(this.tabs[to][0]);
    this.say(this.tabs[to][1]);
    if (focus) this.tabNodes[to].focus();
    else this.focus();
  },

  nextBook() {
    if (this.books.length < 2) return;
    this.setBook((this.books.indexOf(this.book) + 1) % this.books.length);
    this.say(`Codebook: ${this.book.name}`);
  },

  /** While words are picked, the arrows belong to them. */
  pickingKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return false;
    const by = ["ArrowDown", "ArrowUp"].includes(event.key) ? "turn" : "word";
    const span = this.reading.move(step, { by, extend: event.shiftKey });
    this.picked = { ...span, text: this.reading.textOf(span) };
    this.draw();
    this.say(this.picked.text);
    return true;
  },

  pickWords() {
    if (this.reading.id !== this.row.transcript_id) return this.say("The transcript is not here yet.");
    const span = this.reading.pickWords(this.picked?.start ?? this.row.start);
    this.picked = { ...span, text: this.reading.textOf(span) };
    this.draw();
    return this.say(`Picked: ${this.picked.text}. The arrows move, Shift makes it longer.`);
  },

  passageKey(key, event = null) {
    if (!this.row) return false;
    const inQueue = Boolean(event?.target.closest(".tm-queue"));
    const step = { n: 1, j: 1, ArrowRight: 1, p: -1, k: -1, ArrowLeft: -1 }[key];
    const upDown = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step || (upDown && inQueue)) this.step(step ?? upDown);
    else if (upDown) return this.otherSuggestion(upDown, event);
    else if (/^[1-9]$/.test(key)) this.codes.open(key);
    else return this.letter(key);
    return true;
  },

  step(by) {
    this.go(this.index + by).then(() => this.row && this.say(`Passage ${this.index + 1}: ${this.row.text}`));
  },

  otherSuggestion(step, event) {
    if (event?.target.closest(".tm-reading") || !this.row.suggestions.length || this.picked) return false;
    const one = this.panel.choose(this.panel.at + step);
    this.showSuggested();
    this.say(`Suggestion: ${this.codeName(one.code_id)}, ${one.probability.toFixed(2)}`);
    return true;
  },

  letter(key) {
    const acts = {
      Enter: () => this.confirm(),
      y: () => this.confirm(),
      x: () => this.reject(),
      c: () => this.codes.open(),
      "/": () => this.codes.open(),
      0: () => this.decide("none-fits", {}, "no code fits"),
      v: () => this.nextAxis("valence"),
      t: () => this.nextAxis("status"),
      m: () => this.panel.openMemo(),
      u: () => this.undo(),
      o: () => this.nextOpen(),
      s: () => this.pickWords(),
      a: () => this.turnGoingOn(),
      Escape: () => this.setPicked(null),
    };
    if (!Object.hasOwn(acts, key)) return false;
    acts[key]();
    return true;
  },

  turnGoingOn() {
    this.goesOn = !this.goesOn;
    this.say(this.goesOn ? "After a decision the next passage comes." : "After a decision the passage stays.");
  },
});

/**
 * JupyterLab hears keys before anybody else and takes none from inside an element that says so. Keys with
 * Ctrl or Cmd, such as the one that saves the notebook, stay its own.
 */
function guardKeys(root) {
  const guard = (event) => {
    if (!root.contains(event.target)) return;
    const theirs = (event.ctrlKey || event.metaKey) && event.key !== "Enter";
    root.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
  };
  window.addEventListener("keydown", guard, true);
  return () => window.removeEventListener("keydown", guard, true);
}

export default {
  render({ model, el: host }) {
    const app = new App(model, host);
    return () => app.close();
  },
};
