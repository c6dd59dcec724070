// The passage at hand: its question and words, what is suggested and why, what was decided, and the choices.

const KIND = { valence: "Valence", status: "Status" };

class Panel {
  /** @param on what the buttons do: confirm, reject, choose, none, memo, undo, axis(name, value), drop(coding). */
  constructor(on) {
    this.on = on;
    this.at = 0;
    this.where = el("h3", { class: "tm-title" });
    this.question = el("p", { class: "tm-question", dir: "auto" });
    this.text = el("blockquote", { class: "tm-quote", dir: "auto" });
    this.decided = el("ul", { class: "tm-decided", "aria-label": "What you decided here" });
    this.list = el("div", { class: "tm-suggestions", role: "listbox", "aria-label": "Suggestions", tabindex: "0" });
    this.note = el("p", { class: "tm-note" });
    this.axes = el("div", { class: "tm-axes" });
    this.memo = el("textarea", { class: "tm-input", rows: "3", "aria-label": "Memo on this passage", placeholder: "Memo: Enter keeps it, Esc leaves", onkeydown: (event) => this.memoKey(event) });
    this.memo.hidden = true;
    this.buttons = el("div", { class: "tm-buttons", role: "group", "aria-label": "Decide" });
    this.shown = el("div", { class: "tm-said", role: "document", tabindex: "0", "aria-label": "Passage and suggestions" }, this.question, this.text, this.decided, this.note, this.list);
    this.node = el(
      "section",
      { class: "tm-panel", "aria-label": "The passage at hand" },
      this.where, this.shown, this.axes, this.buttons, this.memo,
    );
  }

  /** Show a passage. `said` are the valence and status chosen so far, `picked` the words picked instead. */
  show(row, book, { said, picked, total }) {
    if (row !== this.row) this.at = 0;
    this.row = row;
    this.book = book;
    this.where.textContent = picked ? "Words you picked" : `Passage ${row.index + 1} of ${total} · ${row.who}`;
    this.question.textContent = picked || !row.question ? "" : row.question;
    this.question.hidden = !this.question.textContent;
    this.text.textContent = picked ? picked.text : row.text;
    this.fillDecided(picked);
    this.fillSuggestions(picked);
    this.fillAxes(said);
    this.fillButtons(picked);
  }

  fillDecided(picked) {
    const lines = picked ? [] : this.row.codings.map((one) => this.codingLine(one));
    if (!picked && this.row.done && !this.row.codings.length)
      lines.push(el("li", { text: this.row.last === "none-fits" ? "No code fits." : "Suggestion rejected." }));
    if (!picked) lines.push(...this.row.memos.map((memo) => el("li", { class: "tm-memo", dir: "auto", text: `Memo: ${memo}` })));
    if (!picked && this.row.saving) lines.push(el("li", { class: "tm-memo", text: "Being saved…" }));
    this.decided.replaceChildren(...lines);
    this.decided.hidden = !lines.length;
  }

  codingLine(coding) {
    const code = this.book.names.get(coding.code_id);
    const axes = [coding.valence, coding.status].filter(Boolean).join(", ");
    const name = code ? `${code.number} ${code.name}` : coding.code_id;
    const drop = button("remove", "", () => this.on.drop(coding), { class: "tm-link", "aria-label": `Remove ${name}` });
    return el("li", {}, code ? swatch(code.number) : null, el("span", { dir: "auto", text: axes ? `${name} (${axes})` : name }), " ", drop);
  }

  get suggestion() {
    return this.row?.suggestions[this.at];
  }

  fillSuggestions(picked) {
    const some = picked ? [] : this.row.suggestions;
    this.note.textContent = this.noteOf(picked);
    this.note.hidden = !this.note.textContent;
    this.list.hidden = !some.length;
    const nodes = some.map((one, n) => this.suggestionNode(one, n));
    this.list.replaceChildren(...nodes);
    if (nodes.length) this.list.setAttribute("aria-activedescendant", nodes[this.at].id);
  }

  noteOf(picked) {
    if (picked) return "Choose a code for these words, by number or by typing.";
    if (this.row.hidden) return "Suggestions are hidden until you have decided.";
    if (this.row.aside) return `Set aside: ${this.row.aside}.`;
    return this.row.suggestions.length ? "" : "Nothing is suggested for this passage.";
  }

  suggestionNode(one, n) {
    const code = this.book.names.get(one.code_id);
    const name = code ? `${code.number} ${code.name}` : one.code_id;
    const leaning = [one.valence, one.status].filter(Boolean).map((axis) => ` · ${axis}`).join("");
    const sure = `${one.probability.toFixed(2)}${one.calibrated ? "" : " uncalibrated"}${leaning}`;
    const node = el(
      "div",
      { id: freshId("suggestion"), class: "tm-suggestion", role: "option", "aria-selected": String(n === this.at), onclick: () => this.choose(n) },
      el("div", { class: "tm-suggested" }, swatch(code?.number ?? 1), el("span", { class: "tm-name", dir: "auto", text: name }), el("span", { class: "tm-sure", text: sure })),
    );
    if (n === this.at) node.append(...this.evidence(one));
    return node;
  }

  evidence(one) {
    const line = (name, text) => (text ? [el("p", { class: "tm-why", dir: "auto" }, el("b", { text: `${name}: ` }), text)] : []);
    return [
      ...line("Definition", one.evidence.definition),
      ...line("Like the example", one.evidence.example),
      ...line("Shared words", one.evidence.words.join(", ")),
    ];
  }

  choose(n) {
    const last = this.row.suggestions.length - 1;
    this.at = Math.max(0, Math.min(last, n));
    this.fillSuggestions(null);
    return this.suggestion;
  }

  fillAxes(said) {
    const axis = (name, values) => {
      if (!values.length) return [];
      const key = name === "valence" ? "v" : "t";
      const none = name === "valence" && this.row.suggestions.length ? "as suggested" : "none";
      const chips = [null, ...values].map((value) =>
        button(value ?? none, "", () => this.on.axis(name, value), { class: "tm-chip", "aria-pressed": String((said[name] ?? null) === value) }),
      );
      return [el("div", { role: "group", "aria-label": KIND[name] }, el("span", { class: "tm-label" }, KIND[name], " ", el("kbd", { text: key, "aria-hidden": "true" })), chips)];
    };
    this.axes.replaceChildren(...axis("valence", this.book.valences), ...axis("status", this.book.statuses));
  }

  fillButtons(picked) {
    const on = this.on;
    if (picked) {
      this.buttons.replaceChildren(button("Choose a code", "c", on.choose, { class: "tm-main" }), button("Let go", "Esc", on.letGo));
      return;
    }
    const some = this.row.suggestions.length > 0;
    this.buttons.replaceChildren(
      ...(some ? [button("Confirm", "⏎", on.confirm, { class: "tm-main" }), button("Reject", "x", on.reject)] : []),
      button(some ? "Another code" : "Choose a code", "c", on.choose, { class: some ? null : "tm-main" }),
      button("No code fits", "0", on.none),
      button("Memo", "m", on.memo),
      button("Undo", "u", on.undo),
    );
  }

  // --- memo --------------------------------------------------------------------------------

  openMemo() {
    this.memo.hidden = false;
    this.memo.value = "";
    this.memo.focus();
  }

  memoKey(event) {
    if (event.key === "Escape") this.closeMemo("");
    else if (event.key === "Enter" && !event.shiftKey) this.closeMemo(this.memo.value.trim());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  closeMemo(text) {
    this.memo.hidden = true;
    this.on.kept(text);
  }
}
