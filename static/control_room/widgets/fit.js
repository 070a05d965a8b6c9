/** How many tiles stand side by side, so that all of them are seen at once. */

const GAP = 6;
const SHAPE = 1.12; // width to height of a tile that reads well
const LEAST = { width: 84, height: 58 };
const MOST = { width: 220, height: 150 }; // a few candidates stay tiles
const ROOMY = 96;
const CLOSE = 74;

let across = 1;

export const columns = () => across;

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

/**
 * After drawing: sets columns, rows and density. Counted for all candidates and for the width without a dialog:
 * a filter or an opening dialog moves no tile to another column.
 */
export function fit(total, board) {
  const list = board.querySelector(".tiles");
  if (!list || !total) return;
  const ground = list.parentElement;
  const beside = Number.parseFloat(getComputedStyle(board).getPropertyValue("--beside")) || 0;
  across = best(total, { width: board.clientWidth - beside, height: ground.clientHeight });
  const rows = Math.ceil(total / across);
  list.style.setProperty("--columns", across);
  list.style.setProperty("--rows", rows);
  list.dataset.density = density(size(total, across, { width: ground.clientWidth, height: ground.clientHeight }).height);
}
