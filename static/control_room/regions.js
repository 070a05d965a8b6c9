/** F6 goes from one part of the page to the next; arrows go along the buttons of a bar. */

const REGIONS = [".tools", ".counts", ".board > :first-child", ".board > :last-child"];
const REACHED = "[data-id][tabindex='0'], button, input, select, textarea, a[href]";

const first = (region) => region.querySelector("[data-id][tabindex='0']") ?? region.querySelector(REACHED) ?? null;

/** The focus goes to the next part that has something to reach, or with Shift to the one before. */
export function nextRegion({ shiftKey }) {
  const all = REGIONS.map((one) => document.querySelector(one)).filter(Boolean);
  const here = all.findIndex((region) => region.contains(document.activeElement));
  const inOrder = all.map((_, step) => all[(here + (shiftKey ? -step - 1 : step + 1) + 2 * all.length) % all.length]);
  inOrder.map(first).find(Boolean)?.focus();
}

/** A step along the bar in which the focus is. */
export function along(step) {
  const bar = document.activeElement.closest("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
