/** A rubber band over the tiles; on a touch screen a long press opens the menu instead. */

import { redraw } from "../draw.js";
import { set } from "../selection.js";
import { view } from "../view.js";

const STARTS_PX = 6;
const LONG_PRESS_MS = 550;
const ENDS = ["pointerup", "pointercancel"];
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
  const over = new AbortController();
  const timer = setTimeout(() => {
    dragged = true;
    if (!view.menu) target.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX, clientY }));
  }, LONG_PRESS_MS);
  const stop = () => {
    clearTimeout(timer);
    over.abort();
  };
  for (const name of ENDS) addEventListener(name, stop, over);
  addEventListener("pointermove", (event) => Math.hypot(event.clientX - clientX, event.clientY - clientY) > STARTS_PX && stop(), over);
}

function drag(start) {
  const over = new AbortController(); // all its listeners go together: thousands of drags leave none behind
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
    over.abort();
    outline(null);
  }

  addEventListener("pointermove", follow, over);
  for (const name of ENDS) addEventListener(name, end, over);
}

export function startBand(event) {
  dragged = false;
  if (event.pointerType === "touch") longPress(event);
  else if (event.button === 0) drag(event);
}
