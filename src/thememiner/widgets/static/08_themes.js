// Candidate themes to rename, merge, split, confirm and drop: each edit is seen before it is written.

class Themes {
  /** @param wire asks the study; @param say tells a screen reader; @param leave gives the keys back. */
  constructor(wire, say, leave) {
    this.wire = wire;
    this.say = say;
    this.leave = leave;
    this.themes = [];
    this.marked = new Set();
    this.at = 0;
    this.list = el("div", { class: "tm-themes", role: "listbox", "aria-multiselectable": "true", tabindex: "0", "aria-label": "Themes" });
    this.card = el("div", { class: "tm-card", role: "document", tabindex: "0", "aria-label": "The theme at hand" });
    this.label = el("input", { type: "text", class: "tm-input", "aria-label": "What the theme is to be called", onkeydown: (event) => this.labelKey(event) });
    this.label.hidden = true;
    this.plan = el("div", { class: "tm-plan", role: "region", "aria-label": "What would change", tabindex: "0" });
    this.buttons = el("div", { class: "tm-buttons", role: "group", "aria-label": "Edit themes" });
    const side = el("div", { class: "tm-side" }, this.card, this.label, this.buttons, this.plan);
    this.node = el("div", { class: "tm-view tm-two" }, this.list, side);
  }

  async open() {
    this.take(await this.wire.ask("themes"));
  }

  take(answer) {
    const id = this.themes[this.at]?.id;
    this.themes = answer.themes;
    this.marked = new Set([...this.marked].filter((one) => this.themes.some((theme) => theme.id === one)));
    const found = this.themes.findIndex((theme) => theme.id === id);
    this.at = found >= 0 ? found : Math.min(this.at, Math.max(0, this.themes.length - 1));
    this.waiting = answer.waiting;
    this.changes = answer.changes;
    this.draw();
  }

  get theme() {
    return this.themes[this.at];
  }

  draw() {
    const nodes = this.themes.map((theme, n) => this.row(theme, n));
    this.list.replaceChildren(...nodes);
    if (nodes[this.at]) {
      this.list.setAttribute("aria-activedescendant", nodes[this.at].id);
      const node = nodes[this.at];
      const low = node.offsetTop + node.offsetHeight - this.list.clientHeight;
      this.list.scrollTop = Math.min(node.offsetTop, Math.max(low, this.list.scrollTop));
    }
    this.drawCard();
    this.drawPlan();
    this.drawButtons();
  }

  row(theme, n) {
    const marked = this.marked.has(theme.id);
    return el(
      "div",
      { id: freshId("theme"), class: "tm-theme", role: "option", "aria-selected": String(n === this.at), "aria-checked": String(marked), onclick: () => this.go(n) },
      el("span", { class: "tm-sign", "aria-hidden": "true", text: marked ? "☑" : "☐" }),
      el("span", { class: "tm-row-body" }, el("span", { class: "tm-name", dir: "auto", text: theme.label }), el("span", { class: "tm-row-who", text: `${theme.state === "confirmed" ? "✓ confirmed · " : ""}${theme.size}` })),
    );
  }

  drawCard() {
    const theme = this.theme;
    if (!theme) {
      this.card.replaceChildren(el("p", { text: "There are no themes." }));
      return;
    }
    this.card.replaceChildren(
      el("h3", { class: "tm-title", dir: "auto", text: theme.label }),
      el("p", { class: "tm-row-who", text: [theme.size, theme.stability].filter(Boolean).join(" · ") }),
      ...theme.flags.map((flag) => el("p", { class: "tm-why", text: `⚑ ${flag}` })),
      el("p", { class: "tm-why", dir: "auto", text: theme.terms.join(" · ") }),
      ...theme.quotes.map((quote) => el("blockquote", { class: "tm-quote", dir: "auto", text: quote })),
      ...(theme.edge.length ? [el("p", { class: "tm-label", text: "At its edge" })] : []),
      ...theme.edge.map((quote) => el("blockquote", { class: "tm-quote tm-edge", dir: "auto", text: quote })),
    );
  }

  drawPlan() {
    const lines = this.changes.map((text) => el("li", { dir: "auto", text }));
    const n = this.waiting;
    const head = n ? `${n} ${n === 1 ? "edit waits" : "edits wait"} to be written. It would change:` : "Nothing waits to be written.";
    this.plan.replaceChildren(el("p", { class: "tm-label", text: head }), el("ul", {}, lines));
  }

  drawButtons() {
    const n = this.marked.size;
    this.buttons.replaceChildren(
      button("Rename", "r", () => this.key("r")),
      button("Mark", "Space", () => this.key(" "), { "aria-keyshortcuts": "Space" }),
      button(n > 1 ? `Merge ${n} marked` : "Merge marked", "g", () => this.key("g"), { disabled: n < 2 }),
      button("Split off sub-themes", "s", () => this.key("s")),
      button("Split in two", "2", () => this.key("2")),
      button("Confirm", "y", () => this.key("y")),
      button("Drop", "d", () => this.key("d")),
      button("Take back", "u", () => this.key("u")),
      button("Write", "w", () => this.key("w"), { class: "tm-main", disabled: !this.waiting }),
    );
  }

  go(n) {
    this.at = Math.max(0, Math.min(this.themes.length - 1, n));
    this.draw();
    this.say(`${this.theme.label}, ${this.theme.size}`);
  }

  /** Answer a key; false where it is none of ours. */
  key(key) {
    const step = { ArrowDown: 1, j: 1, n: 1, ArrowUp: -1, k: -1, p: -1 }[key];
    if (step) this.go(this.at + step);
    else if (key === "u") this.edit("take-back");
    else if (key === "w") this.write();
    else if (!this.theme) return false;
    else if (key === "r") this.rename();
    else if (key === " ") this.mark();
    else if (key === "g") this.merge();
    else if (key === "s") this.edit("split", { theme: this.theme.id, into: "sub-themes" });
    else if (key === "2") this.edit("split", { theme: this.theme.id, into: "two" });
    else if (key === "y" || key === "Enter") this.edit("confirm", { theme: this.theme.id });
    else if (key === "d") this.edit("drop", { theme: this.theme.id });
    else return false;
    return true;
  }

  mark() {
    const id = this.theme.id;
    if (!this.marked.delete(id)) this.marked.add(id);
    this.draw();
    this.say(this.marked.has(id) ? "marked" : "no longer marked");
  }

  merge() {
    if (this.marked.size < 2) this.say("Mark two themes or more first.");
    else this.edit("merge", { themes: this.themes.map((one) => one.id).filter((id) => this.marked.has(id)) });
  }

  rename() {
    this.label.hidden = false;
    this.label.value = this.theme.label;
    this.label.focus();
    this.label.select();
  }

  labelKey(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.label.hidden = true;
    this.leave();
    if (event.key === "Enter") this.edit("rename", { theme: this.theme.id, label: this.label.value });
  }

  async edit(what, facts = {}) {
    try {
      this.take(await this.wire.ask("edit", { what, ...facts }, { kept: what === "take-back" }));
      this.say(this.changes.join(" ") || "Nothing changes.");
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  }

  async write() {
    if (!this.waiting) return;
    try {
      this.take(await this.wire.ask("write", {}, { kept: true }));
      this.marked.clear();
      this.draw();
      this.say("The edits are in the log.");
    } catch (error) {
      this.say(error.message, { fault: true });
    }
  }
}
