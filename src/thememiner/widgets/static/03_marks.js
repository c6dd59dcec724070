// Codings, the passage at hand and the words picked into the segments of one turn, and how they look.

const N_MARKS = 6;
const LANES = 3;
const LANE = 4; // pixels from one line to the next

/** The pattern of a mark: colour is never the only difference. */
function patternOf(n) {
  const colour = `var(--tm-mark-${n})`;
  const along = (...stops) => `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
  const clear = "transparent";
  return [
    along(`${colour} 0 8px`, `${colour} 8px 16px`),
    along(`${colour} 0 7px`, `${clear} 7px 11px`),
    along(`${colour} 0 2px`, `${clear} 2px 5px`),
    along(`${colour} 0 12px`, `${clear} 12px 14px`, `${colour} 14px 16px`, `${clear} 16px 18px`),
    along(`${colour} 0 4px`, `${clear} 4px 12px`),
    along(`${colour} 0 5px`, `${clear} 5px 7px`, `${colour} 7px 9px`, `${clear} 9px 11px`, `${colour} 11px 13px`, `${clear} 13px 15px`),
  ][n];
}

/** Which mark a code has: by its place in the codebook. */
const markOf = (number) => (number - 1) % N_MARKS;

/** A small sample of a mark, for a list of codes. */
function swatch(number) {
  const node = el("span", { class: "tm-swatch", "aria-hidden": "true" });
  node.style.backgroundImage = patternOf(markOf(number));
  return node;
}

/** Each coding into a lane, so that those that overlap lie below each other. */
function layLanes(codings) {
  const ends = [];
  const sorted = [...codings].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const one of sorted) {
    let lane = ends.findIndex((end) => end <= one.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = one.end;
    one.lane = lane % LANES;
  }
  return sorted;
}

/** A turn cut where something begins or ends: [{start, end, codings, here, picked}]. */
function segmentsOf(turn, { codings, here, picked }) {
  const cuts = new Set([turn.start, turn.end]);
  const inside = codings.filter((one) => one.start < turn.end && turn.start < one.end);
  for (const one of [...inside, here, picked]) {
    if (!one) continue;
    for (const at of [one.start, one.end]) if (turn.start < at && at < turn.end) cuts.add(at);
  }
  const at = [...cuts].sort((a, b) => a - b);
  const covers = (one, start, end) => Boolean(one) && one.start <= start && end <= one.end;
  return at.slice(0, -1).map((start, n) => ({
    start,
    end: at[n + 1],
    codings: inside.filter((one) => covers(one, start, at[n + 1])),
    here: covers(here, start, at[n + 1]),
    picked: covers(picked, start, at[n + 1]),
  }));
}

/** One segment as an element: its text, its lines, and the number of each code that ends in it. */
function segmentNode(segment, text, book) {
  const node = el("span", { class: "tm-seg", text });
  if (segment.here) node.classList.add("tm-here");
  if (segment.picked) node.classList.add("tm-picked");
  if (segment.codings.length) {
    node.classList.add("tm-coded");
    const names = segment.codings.map((one) => book.names.get(one.code_id)?.name ?? one.code_id);
    node.title = names.join(" · ");
    paintLines(node, segment.codings, book);
    const ending = segment.codings.filter((one) => one.end === segment.end);
    const tags = ending.map((one) => book.names.get(one.code_id)?.number ?? "?");
    if (tags.length) node.dataset.tag = tags.join(",");
  }
  return node;
}

function paintLines(node, codings, book) {
  const lines = codings.map((one) => ({
    image: patternOf(markOf(book.names.get(one.code_id)?.number ?? 1)),
    lane: one.lane ?? 0,
  }));
  node.style.backgroundImage = lines.map((one) => one.image).join(", ");
  node.style.backgroundPosition = lines
    .map((one) => `0 calc(100% - ${(LANES - 1 - one.lane) * LANE}px)`)
    .join(", ");
  node.style.backgroundSize = lines.map(() => "100% 3px").join(", ");
  node.style.backgroundRepeat = lines.map(() => "repeat-x").join(", ");
}
