/** How many tiles stand side by side, so that all of them are seen at once. */

import { redraw } from "../draw.js";

const GAP = 6;
const SHAPE = 1.12; // width to height of a tile that reads well
const LEAST = { width: 84, height: 58 };
const MOST = { width: 220, height: 150 }; // a few candidates stay tiles
const ROOMY = 96;
const CLOSE = 80;
const INSIDE = { roomy: 22, close: 15, dense: 15 }; // what a tile's edges take of its width
const BESIDE = { roomy: 67, close: 61, dense: 38 }; // what its other lines take of its height
const MARK = 19;
const MOST_ROWS = { roomy: 3, close: 1, dense: 1 };

let across = 1;
let marks = { width: 90, rows: 1 };

export const columns = () => across;

/** The room for the marks of one tile, as of the last drawing. */
export const markRoom = () => marks;

const size = (count, number, { width, height }) => ({
  width: (width + GAP) / number - GAP,
  height: Math.min((height + GAP) / Math.ceil(count / number) - GAP, MOST.height),
});

/** Tiles keep their least height and the ground scrolls, when there are too many for it. */
function cost({ width, height }) {
  const scrolls = height < LEAST.height ? 1 : 0;
  return Math.abs(Math.log(width / Math.max(height, LEAST.height) / SHAPE)) + scrolls;
}

/** The number of columns for `count` tiles in a space; pure. */
export function best(count, space) {
  const least = Math.ceil((space.width + GAP) / (MOST.width + GAP));
  const most = Math.max(least, Math.min(count, Math.floor((space.width + GAP) / (LEAST.width + GAP))));
  const numbers = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return numbers.reduce((a, b) => (cost(size(count, b, space)) < cost(size(count, a, space)) ? b : a));
}

const density = (height) => (height >= ROOMY ? "roomy" : height >= CLOSE ? "close" : "dense");

function marksOf({ width, height }) {
  const name = density(height);
  const rows = Math.floor((height - BESIDE[name]) / MARK);
  return { width: Math.floor(width - INSIDE[name]), rows: Math.max(1, Math.min(MOST_ROWS[name], rows)) };
}

/** Marks that were drawn for another room are drawn again. */
function settleMarks(tile) {
  const now = marksOf(tile);
  if (now.width === marks.width && now.rows === marks.rows) return;
  marks = now;
  redraw();
}

const STRIPS = "#room > :is(.notice, .countdown)";
const strips = () => [...document.querySelectorAll(STRIPS)].reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);

/**
 * After drawing: sets columns, rows and density. Columns are counted for all candidates, for the width without a dialog and
 * the height without strips: a filter, an opening dialog or an interruption moves no tile to another column.
 */
export function fit(total, board) {
  const list = board.querySelector(".tiles");
  if (!list || !total) return;
  const ground = list.parentElement;
  const beside = Number.parseFloat(getComputedStyle(board).getPropertyValue("--beside")) || 0;
  across = best(total, { width: board.clientWidth - beside, height: ground.clientHeight + strips() });
  list.style.setProperty("--columns", across);
  list.style.setProperty("--rows", Math.ceil(total / across));
  const tile = size(total, across, { width: ground.clientWidth, height: ground.clientHeight });
  list.dataset.density = density(tile.height);
  settleMarks(tile);
}
