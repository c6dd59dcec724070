// A codebook to look things up in and to choose from, by number or by typing.

const MOST_EXAMPLES = 2;

/** A codebook with its codes by id, each with the number that coders type. */
function makeBook(plain) {
  const codes = plain.codes.map((code, n) => ({ ...code, number: n + 1 }));
  const names = new Map(codes.map((code) => [code.id, code]));
  return { ...plain, codes, names };
}

/** The codes that fit what was typed, best first: a number, the beginning of a name, words anywhere. */
function findCodes(codes, typed) {
  const query = typed.trim().toLowerCase();
  if (!query) return codes;
  if (/^\d+$/.test(query)) return codes.filter((code) => String(code.number).startsWith(query));
  const words = query.split(/\s+/);
  const scored = codes.map((code) => {
    const name = code.name.toLowerCase();
    const text = `${name} ${code.id.toLowerCase()} ${code.definition.toLowerCase()}`;
    if (!words.every((word) => text.includes(word))) return { code, score: -1 };
    const inName = words.every((word) => name.includes(word));
    return { code, score: name.startsWith(query) ? 2 : inName ? 1 : 0 };
  });
  const found = scored.filter((one) => one.score >= 0);
  return found.sort((a, b) => b.score - a.score).map((one) => one.code);
}

class Codes {
  /** @param on {pick(code), leave()}: a code was chosen; the keys go back to the passage. */
  constructor(on) {
    this.on = on;
    const list = freshId("codes");
    this.input = el("input", {
      type: "text",
      class: "tm-input",
      role: "combobox",
      "aria-label": "Find a code by number or by words",
      "aria-controls": list,
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      placeholder: "Number or words of a code",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.filter(),
      onkeydown: (event) => this.key(event),
    });
    this.list = el("div", { id: list, class: "tm-codes", role: "listbox", "aria-label": "Codes", tabindex: "0" });
    this.facts = el("div", { class: "tm-facts", role: "document", tabindex: "0", "aria-label": "Definition of the code" });
    this.head = el("h3", { class: "tm-title" });
    this.node = el("section", { class: "tm-book", "aria-label": "Codebook" }, this.head, this.input, this.list, this.facts);
    this.list.addEventListener("focus", () => this.input.focus());
  }

  setBook(book) {
    this.book = book;
    this.head.textContent = `Codes of ${book.name}`;
    this.options = new Map(book.codes.map((code) => [code.id, this.option(code)]));
    this.input.value = "";
    this.filter();
  }

  option(code) {
    const node = el(
      "div",
      { id: freshId("code"), class: "tm-code", role: "option", "aria-selected": "false", onclick: () => this.choose(code) },
      swatch(code.number),
      el("span", { class: "tm-number", text: String(code.number) }),
      el("span", { class: "tm-name", dir: "auto", text: code.name }),
    );
    node.style.paddingInlineStart = `${0.4 + 0.9 * code.depth}rem`;
    node.addEventListener("mousemove", () => this.show(code));
    return node;
  }

  /** Put the keys here, with what was typed already. */
  open(typed = "") {
    this.input.value = typed;
    this.input.focus();
    this.filter();
  }

  filter() {
    this.found = findCodes(this.book.codes, this.input.value);
    this.list.replaceChildren(...this.found.map((code) => this.options.get(code.id)));
    if (!this.found.length) this.list.append(el("div", { class: "tm-none", role: "option", "aria-disabled": "true", text: "No code fits these words." }));
    this.activate(this.found[0]);
  }

  activate(code) {
    if (this.active) this.options.get(this.active.id)?.setAttribute("aria-selected", "false");
    this.active = code;
    if (!code) {
      this.input.removeAttribute("aria-activedescendant");
      this.facts.replaceChildren();
      return;
    }
    const node = this.options.get(code.id);
    node.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", node.id);
    const low = node.offsetTop + node.offsetHeight - this.list.clientHeight;
    this.list.scrollTop = Math.min(node.offsetTop, Math.max(low, this.list.scrollTop));
    this.show(code);
  }

  show(code) {
    if (!code || this.shown === code) return;
    this.shown = code;
    const part = (name, text) => (text ? [el("p", { dir: "auto" }, el("b", { text: `${name}: ` }), text)] : []);
    const towards = code.boundaries.map((one) => `${this.book.names.get(one.neighbour)?.name ?? one.neighbour}: ${one.rule}`);
    this.facts.replaceChildren(
      el("h4", { dir: "auto", text: `${code.number} ${code.name}` }),
      el("p", { dir: "auto", text: code.definition || "No definition." }),
      ...part("Include", code.include),
      ...part("Exclude", code.exclude),
      ...towards.flatMap((text) => part("Boundary", text)),
      ...code.examples.slice(0, MOST_EXAMPLES).flatMap((text) => part("Example", text)),
    );
    this.facts.scrollTop = 0;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      const at = this.found.indexOf(this.active) + step;
      this.activate(this.found[(at + this.found.length) % this.found.length]);
    } else if (event.key === "Enter" && this.active) this.choose(this.active);
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(code) {
    this.leave();
    this.on.pick(code);
  }

  leave() {
    this.input.value = "";
    this.filter();
    this.on.leave();
  }
}
