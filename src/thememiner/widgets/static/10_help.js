// The keys, and the page that lists them.

const KEYS = [
  ["Passages", [
    ["n  j  →", "next passage"],
    ["p  k  ←", "passage before"],
    ["o", "next passage that is still open"],
    ["⏎  y", "confirm the suggestion"],
    ["↑  ↓", "look at another suggestion"],
    ["x", "reject the suggestion"],
    ["1 … 9", "choose a code by its number, ⏎ takes it"],
    ["c  /", "choose a code by typing"],
    ["0", "no code of this codebook fits"],
    ["v  t", "next valence, next status, where the codebook has them"],
    ["m", "memo"],
    ["u", "undo your last decision"],
    ["a", "stay on a passage after deciding, or go on"],
    ["b", "next codebook"],
  ]],
  ["Words of your own", [
    ["s", "pick words, from the passage at hand"],
    ["←  →  ↑  ↓", "go by a word, by a turn"],
    ["Shift with them", "make the stretch longer or shorter"],
    ["c  1 … 9  ⏎", "choose a code for them"],
    ["Esc", "let them go"],
  ]],
  ["Themes", [
    ["Space  g", "mark themes, merge those marked"],
    ["r  s  2", "rename, split off sub-themes, split in two"],
    ["y  d", "confirm, drop"],
    ["w  u", "write what waits, take back"],
  ]],
  ["Disagreements", [
    ["1  2", "let the first, the second coder stand"],
    ["c  0", "another code, no code"],
    ["u", "take back"],
  ]],
  ["Everywhere", [
    ["[  ]", "the page before, the next page"],
    ["?", "this list"],
    ["Esc", "back to the passage"],
  ]],
];

/** The dialog with the keys: it holds the focus until it is closed. */
class Help {
  constructor(leave) {
    this.leave = leave;
    const title = freshId("help");
    const close = button("Close", "Esc", () => this.close());
    const tables = KEYS.map(([name, rows]) =>
      el("section", {}, el("h4", { text: name }), el("ul", {}, rows.map((row) => this.line(row)))),
    );
    this.node = el("div", { class: "tm-help", role: "dialog", "aria-modal": "true", "aria-labelledby": title, tabindex: "-1" }, el("h3", { id: title, text: "Keys" }), el("div", { class: "tm-keys", tabindex: "0", role: "document", "aria-label": "List of keys" }, tables), close);
    this.node.hidden = true;
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  line([keys, what]) {
    const pressed = keys.split("  ").map((key) => el("kbd", { text: key }));
    return el("li", {}, el("span", { class: "tm-pressed" }, pressed), el("span", { text: what }));
  }

  open() {
    this.node.hidden = false;
    this.node.querySelector("button").focus();
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "?") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      event.preventDefault();
      const stops = [this.node.querySelector(".tm-keys"), this.node.querySelector("button")];
      stops[stops[0] === document.activeElement ? 1 : 0].focus();
    }
  }

  close() {
    this.node.hidden = true;
    this.leave();
  }
}
