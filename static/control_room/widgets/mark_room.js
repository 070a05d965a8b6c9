/** Which marks of a tile are seen whole; those that are over are counted in one more, which names them. */

import { listed } from "../say.js";

const GAP = 3;
const PADDING = 10;
const WIDE = 11.2; // of a Chinese character and of a Latin one, in the marks' font
const NARROW = 6.6;
const FIRST_WIDE = 0x2e80;
const MORE = "…"; // wide in Chinese; a plus would read as minutes

const length = (text) => [...text].reduce((sum, sign) => sum + (sign !== MORE && sign.codePointAt(0) < FIRST_WIDE ? NARROW : WIDE), PADDING);

/** Whether marks of these lengths fit into so many rows, wrapped as the browser wraps them. */
function fits(lengths, { width, rows }) {
  let row = 1;
  let used = -GAP;
  for (const each of lengths.map((one) => Math.min(one, width))) {
    if (used + GAP + each > width) [row, used] = [row + 1, -GAP];
    used += GAP + each;
  }
  return row <= rows;
}

const over = (marks) => ({ look: "idle", text: `${MORE}${marks.length}`, title: listed(marks.map(({ text }) => text)) });

/** The gravest marks that a tile has room for; pure. */
export function fitting(marks, space) {
  if (fits(marks.map(({ text }) => length(text)), space)) return marks;
  const more = length(`${MORE}9`);
  let kept = marks.length - 1;
  while (kept > 0 && !fits([...marks.slice(0, kept).map(({ text }) => length(text)), more], space)) kept -= 1;
  return kept ? [...marks.slice(0, kept), over(marks.slice(kept))] : [alone(marks)];
}

/** Room for one only: it says how many stand behind it. */
const alone = ([first, ...rest]) => ({ ...first, title: listed([first.title ?? first.text, ...rest.map(({ text }) => text)]) });
