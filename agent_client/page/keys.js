/** Keys of the paper and of every screen: A–H choose, ← → turn, M marks, F6 goes to the next region. */

import { choicesOf, choose, toggleMark } from "./answers.js";
import { current, step } from "./desk.js";

const WRITTEN = "textarea, input:not([type=radio]):not([type=checkbox])";

const isWriting = () => document.activeElement?.matches(WRITTEN);
const inDialog = () => document.querySelector("dialog[open]") !== null;

/** The letter of the key, also while a Chinese input method is on. */
const letter = (event) => (event.key === "Process" ? event.code.replace("Key", "") : event.key.toUpperCase());

function chooseLetter(page, pressed) {
  const question = current(page);
  const choice = choicesOf(question, page.t).find((one) => one.letter === pressed);
  if (choice) choose(page, question, choice.value);
  return Boolean(choice);
}

const PAPER = {
  ARROWLEFT: (page) => step(page, -1),
  ARROWRIGHT: (page) => step(page, 1),
  M: (page) => toggleMark(page, current(page)),
};

function onPaper(page, event) {
  if (page.state?.screen !== "paper" || !page.state.paper || isWriting()) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const pressed = letter(event);
  if (pressed in PAPER) PAPER[pressed](page);
  else if (!chooseLetter(page, pressed)) return;
  event.preventDefault();
}

/** The first thing in a region that the keyboard can use, or the region itself. */
function enter(region) {
  const inside = region.querySelector("[aria-current], :checked, button, input, textarea, a[href], [tabindex='0']");
  (inside ?? region).focus();
}

function nextRegion(backwards) {
  const regions = [...document.querySelectorAll("[data-region]")];
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const by = backwards ? -1 : 1;
  const start = here < 0 && backwards ? 0 : here;
  enter(regions[(start + by + regions.length) % regions.length]);
}

function pressed(page, event) {
  if (event.isComposing || inDialog()) return;
  if (event.key !== "F6") return onPaper(page, event);
  event.preventDefault();
  nextRegion(event.shiftKey);
}

export function listen(page) {
  document.addEventListener("keydown", (event) => pressed(page, event));
}
