// Places where coders differ: what each says, side by side with the context, and what is to stand.

class Settle {
  constructor(wire, say, choose) {
    this.wire = wire;
    this.say = say;
    this.choose = choose;
    this.places = [];
    this.at = 0;
    this.list = el("div", { class: "tm-themes", role: "listbox", tabindex: "0", "aria-label": "Disagreements" });
    this.card = el("div", { class: "tm-card", role: "document", tabindex: "0", "aria-label": "The disagreement at hand" });
    this.sides = el("div", { class: "tm-sides" });
    this.buttons = el("div", { class: "tm-buttons", role: "group", "aria-label": "Settle" });
    this.node = el("div", { class: "tm-view tm-two" }, this.list, el("div", { class: "tm-side" }, this.card, this.sides, this.buttons));
  }

  async open(book) {
    this.book = book;
    this.take(await this.wire.ask("disagreements", { codebook: book.id }));
  }

  take(answer) {
    this.places = answer.places;
    this.at = Math.min(this.at, Math.max(0, this.places.length - 1));
    this.draw();
  }

  get place() {
    return this.places[this.at];
  }

  draw() {
    const nodes = this.places.map((place, n) => this.row(place, n));
    this.list.replaceChildren(...(nodes.length ? nodes : [el("div", { class: "tm-theme", role: "option", "aria-disabled": "true", text: "The coders differ nowhere that both have seen." })]));
    if (nodes[this.at]) this.list.setAttribute("aria-activedescendant", nodes[this.at].id);
    this.drawPlace();
  }

  row(place, n) {
    return el(
      "div",
      { id: freshId("place"), class: "tm-theme", role: "option", "aria-selected": String(n === this.at), onclick: () => this.go(n) },
      el("span", { class: "tm-sign", "aria-hidden": "true", text: place.settled_by ? "✓" : "≠" }),
      el("span", { class: "tm-row-body" }, el("span", { class: "tm-row-who", text: `${n + 1} · ${place.coders.map((one) => one.coder).join(" and ")}${place.settled_by ? ` · settled by ${place.settled_by}` : ""}` }), el("span", { class: "tm-row-text", dir: "auto", text: place.text.slice(0, 90) })),
    );
  }

  drawPlace() {
    const place = this.place;
    if (!place) {
      [this.card, this.sides, this.buttons].forEach((one) => one.replaceChildren());
      return;
    }
    this.card.replaceChildren(
      el("h3", { class: "tm-title", text: `Disagreement ${this.at + 1} of ${this.places.length}` }),
      el("p", { class: "tm-context", dir: "auto" }, place.before, el("mark", { text: place.text }), place.after),
      ...(place.settled_by ? [el("p", { class: "tm-note", dir: "auto", text: `Settled by ${place.settled_by}: ${place.settled_to}` })] : []),
    );
    this.sides.replaceChildren(...place.coders.map((one, n) => this.side(one, n)));
    this.buttons.replaceChildren(
      button("Another code", "c", () => this.key("c")),
      button("No code", "0", () => this.key("0")),
      button("Undo", "u", () => this.key("u")),
    );
  }

  side(one, n) {
    const lines = one.codings.map((coding) => {
      const code = this.book.names.get(coding.code_id);
      const axes = [coding.valence, coding.status].filter(Boolean).join(", ");
      return el("li", {}, code ? swatch(code.number) : null, el("span", { dir: "auto", text: `${code?.name ?? coding.code_id}${axes ? ` (${axes})` : ""}` }), coding.memo ? el("p", { class: "tm-memo", dir: "auto", text: `Memo: ${coding.memo}` }) : null);
    });
    return el(
      "section",
      { class: "tm-half", "aria-label": `What ${one.coder} says` },
      el("h4", { text: one.coder }),
      lines.length ? el("ul", { class: "tm-decided" }, lines) : el("p", { dir: "auto", text: one.says }),
      button(`Let ${one.coder} stand`, String(n + 1), () => this.settle(one.codings), { class: "tm-main" }),
    );
  }

  go(n) {
    this.at = Math.max(0, Math.min(this.places.length - 1, n));
    this.draw();
    if (this.place) this.say(`${this.place.text} ${this.place.coders.map((one) => `${one.coder}: ${one.says}`).join("; ")}`);
  }

  key(key) {
    const step = { ArrowDown: 1, j: 1, n: 1, ArrowUp: -1, k: -1, p: -1 }[key];
    if (step) this.go(this.at + step);
    else if (!this.place) return false;
    else if (key === "u") this.send("unsettle", {});
    else if (key === "0") this.settle([]);
    else if (key === "c") this.choose("");
    else if (/^[1-9]$/.test(key) && this.place.coders[key - 1]) this.settle(this.place.coders[key - 1].codings);
    else return false;
    return true;
  }

  /** Another code than either: chosen in the codebook. */
  pick(code) {
    this.settle([{ code_id: code.id, valence: null, status: null }]);
  }

  settle(codings) {
    const marked = codings.map(({ code_id, valence, status }) => ({ code_id, valence, status }));
    return this.send("settle", { place: this.place.id, marked });
  }

  async send(ask, facts) {
    try {
      this.take(await this.wire.ask(ask, { codebook: this.book.id, ...facts }, { kept: true }));
      this.say(ask === "settle" ? "Settled." : "Taken back.");
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  }
}
