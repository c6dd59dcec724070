// Small things that every part of the page uses. Words of a transcript get into the page as text nodes
// only: nothing here, or anywhere else, makes HTML of a string.

let lastId = 0;

/** An id that no other element of the page has. */
const freshId = (name) => `tm-${name}-${(lastId += 1)}`;

/** An element with attributes, listeners (`onclick`) and children; strings become text. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that says its key; after a click with the mouse the keys work on. */
function button(label, key, act, props = {}) {
  const children = key ? [label, " ", el("kbd", { text: key, "aria-hidden": "true" })] : [label];
  const node = el("button", { type: "button", "aria-keyshortcuts": key ? ariaKey(key) : null, ...props }, ...children);
  node.addEventListener("click", (event) => {
    act(event);
    if (event.detail > 0) node.closest(".tm-root")?.focus({ preventScroll: true });
  });
  return node;
}

const ariaKey = (key) => key.replace("↑", "ArrowUp").replace("↓", "ArrowDown").replace("⏎", "Enter");

/** How many code points a text has: an emoji is one, as it is in Python. */
function codePoints(text) {
  let n = 0;
  for (const _ of text) n += 1;
  return n;
}

/** Where the words of a text are: [first code point, one past the last]. */
function findWords(text) {
  const found = [];
  let at = 0;
  for (const piece of piecesOf(text)) {
    const n = codePoints(piece.text);
    if (piece.isWord) found.push([at, at + n]);
    at += n;
  }
  return found.length || !at ? found : [[0, at]];
}

function piecesOf(text) {
  if (typeof Intl !== "undefined" && Intl.Segmenter) {
    const cut = new Intl.Segmenter(undefined, { granularity: "word" });
    return Array.from(cut.segment(text), (one) => ({
      text: one.segment,
      isWord: one.isWordLike || /\p{Extended_Pictographic}/u.test(one.segment),
    }));
  }
  return (text.match(/\s+|\S+/gu) ?? []).map((one) => ({ text: one, isWord: /\S/u.test(one) }));
}

/** Is the page dark? Jupyter and VS Code say so; elsewhere the system does. */
function isDark() {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  if (/vscode-(dark|high-contrast)/.test(document.body.className)) return true;
  if (/vscode-light/.test(document.body.className)) return false;
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Keep the mode of an element as the page's; returns what ends it. */
function followMode(node) {
  const set = () => {
    node.dataset.mode = isDark() ? "dark" : "light";
  };
  set();
  const watcher = new MutationObserver(set);
  watcher.observe(document.body, { attributes: true });
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", set);
  return () => {
    watcher.disconnect();
    media.removeEventListener("change", set);
  };
}

/** A number of seconds as people say it. */
function sayTime(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
}
