// Decisions on the passage at hand: shown at once, and marked as being saved until they are on disk.

Object.assign(App.prototype, {
  codeName(id) {
    return this.book.names.get(id)?.name ?? id;
  },

  confirm() {
    if (this.picked) return this.codes.open();
    const one = this.panel.suggestion;
    if (!one) return this.codes.open();
    return this.decide("confirm", { code_id: one.code_id }, `confirmed: ${this.codeName(one.code_id)}`);
  },

  reject() {
    const one = this.panel.suggestion;
    if (!one) return this.say("There is no suggestion to reject. Press 0 where no code fits.");
    return this.decide("reject", { code_id: one.code_id }, `rejected: ${this.codeName(one.code_id)}`);
  },

  drop(coding) {
    return this.decide("reject", { code_id: coding.code_id }, `removed: ${this.codeName(coding.code_id)}`, { stay: true });
  },

  /** A code from the codebook: the first one answers the suggestion, further ones are added. */
  choose(code) {
    if (this.tab === "settling") return this.settling.pick(code);
    if (this.picked) return this.codePicked(code);
    const some = this.row.suggestions;
    if (some.some((one) => one.code_id === code.id)) return this.decide("confirm", { code_id: code.id }, `confirmed: ${code.name}`);
    if (some.length && !this.row.done) return this.decide("recode", { code_id: some[0].code_id, to: code.id }, `recoded: ${code.name}`);
    return this.decide("code", { code_id: code.id }, `coded: ${code.name}`);
  },

  keepMemo(text) {
    this.focus();
    if (text) this.decide("memo", { memo: text }, "memo kept", { stay: true });
  },

  setAxis(name, value) {
    this.said[name] = value;
    this.draw();
    this.say(`${name}: ${value ?? "none chosen"}`);
  },

  nextAxis(name) {
    const values = [null, ...(name === "valence" ? this.book.valences : this.book.statuses)];
    if (values.length === 1) return this.say(`Codes of ${this.book.name} carry no ${name}.`);
    return this.setAxis(name, values[(values.indexOf(this.said[name]) + 1) % values.length]);
  },

  async decide(verdict, facts, words, { stay = false } = {}) {
    const row = this.row;
    if (!row) return;
    const coded = ["confirm", "recode", "code"].includes(verdict);
    const axes = coded ? this.said : { valence: null, status: null };
    row.saving = (row.saving ?? 0) + 1;
    if (verdict !== "memo") row.done = true;
    this.said = { valence: null, status: null };
    this.queue.fill(row.index);
    this.say(`Passage ${row.index + 1} ${words}`);
    const answer = this.wire.ask("decide", { codebook: this.book.id, unit_id: row.unit_id, verdict, ...facts, ...axes }, { kept: true });
    if (this.goesOn && !stay && row.index + 1 < this.head.n_units) this.go(row.index + 1);
    else this.draw();
    await this.settled(row, answer);
  },

  /** What the study says a passage is now; where it refused, what it was before. */
  async settled(row, answer) {
    const book = this.book;
    try {
      this.takeIn(await answer, book, row);
    } catch (error) {
      this.say(`Passage ${row.index + 1} was not saved: ${error.message}`, { fault: true });
      if (book !== this.book) return;
      this.queue.rows.delete(row.index);
      const again = await this.queue.get(row.index);
      if (this.index === row.index) this.open(again);
    }
  },

  takeIn(answer, book, row = null) {
    if (book !== this.book) return;
    this.setProgress(answer.progress);
    if (answer.row) {
      const saving = Math.max(0, ((row ?? this.queue.rows.get(answer.row.index))?.saving ?? 0) - (row ? 1 : 0));
      this.queue.put({ ...answer.row, saving });
      if (row) row.saving = saving;
      if (this.index === answer.row.index) this.open(this.queue.rows.get(this.index));
    }
    this.takeCodings(answer);
  },

  takeCodings(answer) {
    const known = this.transcripts.get(answer.transcript_id);
    if (known) known.codings = answer.codings;
    if (this.reading.id === answer.transcript_id) this.reading.setCodings(answer.codings);
  },

  async codePicked(code) {
    const book = this.book;
    const { start, end, text } = this.picked;
    const axes = this.said;
    this.said = { valence: null, status: null };
    const facts = { codebook: book.id, transcript_id: this.reading.id, start, end, code_id: code.id, ...axes };
    this.setPicked(null);
    this.say(`Coded as ${code.name}: ${text}`);
    try {
      this.takeIn(await this.wire.ask("code", facts, { kept: true }), book);
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  },

  async undo() {
    const book = this.book;
    try {
      const answer = await this.wire.ask("undo", { codebook: book.id }, { kept: true });
      this.takeIn(answer, book);
      this.say(answer.said);
      if (answer.row && answer.row.index !== this.index) this.go(answer.row.index);
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  },

  async nextOpen() {
    const { index } = await this.wire.ask("next", { codebook: this.book.id, after: this.index });
    if (index === null) this.say("No passage is open.");
    else this.go(index);
  },
});
