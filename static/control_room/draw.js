/** Draws once per animation frame, however often something changes. */

let paint = () => {};
let due = false;

/** Says what draws. */
export const painter = (draws) => {
  paint = draws;
};

export function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    paint();
  });
}
