// The page as a whole: its parts, who has the keys, and what is sent to the study.

class App {
  constructor(model, host) {
    this.model = model;
    this.head = { ...model.get("head") };
    this.books = this.head.codebooks.map(makeBook);
    this.said = { valence: null, status: null };
    this.goesOn = true;
    this.transcripts = new Map();
    this.wire = new Wire(model, (n, seconds) => this.showSaving(n, seconds));
    this.makeParts();
    this.root = this.makeRoot();
    this.endMode = followMode(this.root);
    this.endGuard = guardKeys(this.root);
    host.replaceChildren(this.root);
    this.begin();
  }

  /** Where to begin: asked of the study each time, so that a reloaded page knows what was decided. */
  async begin() {
    if (!this.books.length) return this.openTab(this.tabs[0][0]);
    this.body.textContent = "Asking the study…";
    try {
      Object.assign(this.head, await this.wire.ask("begin"));
    } catch (error) {
      this.say(error.message, { fault: true });
    }
    return this.setBook(Math.max(0, this.books.findIndex((book) => book.id === this.head.codebook)));
  }

  makeParts() {
    const back = () => {
      this.focus();
      this.showSuggested();
    };
    this.live = el("div", { class: "tm-hidden", role: "status", "aria-live": "polite" });
    this.fault = el("div", { class: "tm-fault", role: "alert" });
    this.fault.hidden = true;
    this.saving = el("span", { class: "tm-saving" });
    this.progress = el("span", { class: "tm-progress-text" });
    this.bar = el("progress", { max: "1", value: "0", "aria-label": "Passages decided" });
    this.reading = new Reading({ pick: (span) => this.setPicked(span), open: (index) => this.go(index) });
    this.codes = new Codes({ pick: (code) => this.choose(code), leave: back });
    this.queue = new Queue((start, n) => this.wire.ask("rows", { codebook: this.book.id, start, n }), { open: (index) => this.go(index) });
    this.panel = new Panel(this.panelActs());
    this.help = new Help(back);
    this.themes = new Themes(this.wire, (text, how) => this.say(text, how), back);
    this.settling = new Settle(this.wire, (text, how) => this.say(text, how), (typed) => this.codes.open(typed));
  }

  panelActs() {
    return {
      confirm: () => this.confirm(),
      reject: () => this.reject(),
      none: () => this.decide("none-fits", {}, "no code fits"),
      choose: () => this.codes.open(),
      memo: () => this.panel.openMemo(),
      undo: () => this.undo(),
      letGo: () => this.setPicked(null),
      axis: (name, value) => this.setAxis(name, value),
      drop: (coding) => this.drop(coding),
      kept: (text) => this.keepMemo(text),
    };
  }

  makeRoot() {
    this.tabs = this.head.passages ? [["passages", "Passages"]] : [];
    if (this.head.themes) this.tabs.push(["themes", "Themes"]);
    if (this.head.settling) this.tabs.push(["settling", "Disagreements"]);
    this.tabNodes = this.tabs.map(([name, label]) =>
      button(label, "", () => this.openTab(name), { role: "tab", "aria-selected": "false", id: freshId("tab"), tabindex: "-1" }),
    );
    this.bookList = el("select", { class: "tm-select", "aria-label": "Codebook", onchange: () => this.setBook(this.bookList.selectedIndex) }, this.books.map((book) => el("option", { text: book.name })));
    const who = el("span", { class: "tm-coder", text: `${this.head.coder}${this.head.blind ? " · blind" : ""}` });
    const bar = el("div", { class: "tm-bar" }, el("div", { class: "tm-tabs", role: "tablist", "aria-label": "Pages", hidden: this.tabs.length < 2 }, this.tabNodes), this.books.length > 1 ? this.bookList : null, el("span", { class: "tm-progress", hidden: !this.head.passages }, this.bar, this.progress), this.saving, who, button("Keys", "?", () => this.help.open(), { class: "tm-link" }));
    this.right = el("div", { class: "tm-right" }, this.panel.node, this.codes.node);
    this.passages = el("div", { class: "tm-view tm-three" }, this.queue.node, this.reading.node, this.right);
    this.views = { passages: this.passages, themes: this.themes.node, settling: this.settling.node };
    this.body = el("div", { class: "tm-body", role: "tabpanel", tabindex: "-1" });
    const root = el("div", { class: "tm-root", tabindex: "0", role: "application", "aria-label": `Review by ${this.head.coder}. Press the question mark for the keys.`, "data-lm-suppress-shortcuts": "true" }, bar, this.fault, this.body, this.live, this.help.node);
    root.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["keyup", "keypress"]) root.addEventListener(name, (event) => event.stopPropagation());
    return root;
  }

  // --- what is shown -----------------------------------------------------------------------

  async openTab(name) {
    this.tab = name;
    this.tabNodes.forEach((node, n) => {
      const own = this.tabs[n][0] === name;
      node.setAttribute("aria-selected", String(own));
      node.tabIndex = own ? 0 : -1;
      if (own) this.body.setAttribute("aria-labelledby", node.id);
    });
    const home = name === "settling" ? this.settling.node : this.right;
    if (name !== "themes") home.append(this.codes.node);
    this.body.replaceChildren(this.views[name]);
    try {
      if (name === "themes") await this.themes.open();
      if (name === "settling") await this.settling.open(this.book);
    } catch (error) {
      this.say(error.message, { fault: true });
    }
    if (name === "passages") {
      this.queue.draw();
      if (this.row) this.go(this.index);
    }
  }

  setBook(n) {
    this.book = this.books[n];
    this.bookList.selectedIndex = n;
    this.codes.setBook(this.book);
    this.transcripts.clear();
    this.row = null;
    this.reading.id = null;
    this.openTab(this.tab ?? (this.tabs.find(([name]) => name === this.head.first) ?? this.tabs[0])[0]);
    this.queue.reset(this.head.n_units);
    this.setProgress(this.head.progress[this.book.id]);
    this.go(this.index ?? this.head.starts_at[this.book.id] ?? 0);
  }

  async go(index) {
    if (!this.head.n_units) return;
    this.index = Math.max(0, Math.min(this.head.n_units - 1, index));
    this.queue.setHere(this.index);
    try {
      const known = this.queue.rows.get(this.index);
      await this.open(known ?? (await this.queue.get(this.index)));
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  }

  async open(row) {
    if (!row || row.index !== this.index) return;
    if (this.row?.index !== row.index) {
      this.said = { valence: null, status: null };
      this.picked = this.reading.words = null;
      if (this.reading.picked) this.reading.setPicked(null);
    }
    this.row = row;
    this.draw();
    if (this.reading.id !== row.transcript_id) {
      const transcript = this.transcripts.get(row.transcript_id) ?? (await this.fetchTranscript(row.transcript_id));
      if (this.row !== row && this.row?.transcript_id !== row.transcript_id) return;
      if (this.reading.id !== transcript.id) this.reading.show(transcript, this.book);
    }
    this.reading.setHere(this.row);
    this.prefetch();
  }

  async fetchTranscript(id) {
    const transcript = await this.wire.ask("transcript", { codebook: this.book.id, transcript_id: id });
    if (this.transcripts.size > 3) this.transcripts.delete(this.transcripts.keys().next().value);
    this.transcripts.set(id, transcript);
    return transcript;
  }

  prefetch() {
    const next = this.queue.rows.get(this.index + 5)?.transcript_id;
    if (next && !this.transcripts.has(next)) this.fetchTranscript(next).catch(() => {});
  }

  draw() {
    if (!this.row) return;
    this.panel.show(this.row, this.book, { said: this.said, picked: this.picked, total: this.head.n_units });
    this.showSuggested();
  }

  /** The codebook shows what the suggested code means, unless somebody is looking something up. */
  showSuggested() {
    const one = this.panel.suggestion;
    if (one && !this.picked && document.activeElement !== this.codes.input) this.codes.show(this.book.names.get(one.code_id));
  }

  setPicked(span) {
    this.picked = span ? { ...span, text: this.reading.textOf(span) } : null;
    if (!span) this.reading.words = null;
    this.reading.setPicked(span);
    this.draw();
    this.say(span ? `Picked: ${this.picked.text}` : "No words are picked.");
  }

  setProgress(found) {
    if (!found) return;
    this.head.progress[this.book.id] = found;
    this.bar.max = Math.max(1, found.total);
    this.bar.value = found.done;
    const others = Object.entries(found.others).map(([coder, n]) => `${coder} ${n}`);
    const left = found.left_s === null ? "" : ` · about ${sayTime(found.left_s)} left`;
    this.progress.textContent = `${found.done} of ${found.total}${left}`;
    this.progress.title = others.length ? `Others: ${others.join(", ")}` : "";
  }

  showSaving(n, seconds) {
    this.saving.textContent = n ? `${n} being saved` : "All saved";
    this.saving.classList.toggle("tm-late", seconds > 8);
    if (seconds > 8) this.say(`The notebook's kernel does not answer: ${n} not saved yet.`, { fault: true });
  }

  /** Tell it to a screen reader; a fault is shown to everybody. */
  say(text, { fault = false } = {}) {
    this.live.textContent = fault ? "" : text;
    this.fault.textContent = fault ? text : "";
    this.fault.hidden = !fault;
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  close() {
    this.wire.close();
    this.reading.watcher.disconnect();
    this.endMode();
    this.endGuard();
  }
}
