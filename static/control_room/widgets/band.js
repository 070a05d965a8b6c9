/** A rubber band over the tiles; on a touch screen a long press opens the menu instead. */

import { redraw } from "../draw.js";
import { set } from "../selection.js";
import { view } from "../view.js";

const STARTS_PX = 6;
const LONG_PRESS_MS = 550;
let dragged = false;

/** Whether the click that comes now is only the end of a drag. */
export const banded = () => dragged;

const crossing = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

const rectangle = (from, to) => ({
  left: Math.min(from.clientX, to.clientX),
  right: Math.max(from.clientX, to.clientX),
  top: Math.min(from.clientY, to.clientY),
  bottom: Math.max(from.clientY, to.clientY),
});

const inside = (band) =>
  [...document.querySelectorAll(".tile")].filter((tile) => crossing(band, tile.getBoundingClientRect())).map((tile) => tile.dataset.id);

function outline(band) {
  const element = document.querySelector(".band");
  element.hidden = !band;
  if (!band) return;
  Object.assign(element.style, {
    left: `${band.left}px`,
    top: `${band.top}px`,
    width: `${band.right - band.left}px`,
    height: `${band.bottom - band.top}px`,
  });
}

/** As a right click on the candidate; browsers that make one of a long press do it themselves before this. */
function longPress({ target, clientX, clientY }) {
  const timer = setTimeout(() => {
    dragged = true;
    if (!view.menu) target.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX, clientY }));
  }, LONG_PRESS_MS);
  for (const name of ["pointerup", "pointermove", "pointercancel"]) addEventListener(name, () => clearTimeout(timer), { once: true });
}

function drag(start) {
  const before = start.ctrlKey || start.metaKey || start.shiftKey ? [...view.chosen] : [];

  function follow(event) {
    const band = rectangle(start, event);
    if (!dragged && Math.max(band.right - band.left, band.bottom - band.top) < STARTS_PX) return;
    dragged = true;
    outline(band);
    set([...before, ...inside(band)]);
    redraw();
  }

  function end() {
    removeEventListener("pointermove", follow);
    outline(null);
  }

  addEventListener("pointermove", follow);
  addEventListener("pointerup", end, { once: true });
  addEventListener("pointercancel", end, { once: true });
}

export function startBand(event) {
  dragged = false;
  if (event.pointerType === "touch") longPress(event);
  else if (event.button === 0) drag(event);
}
