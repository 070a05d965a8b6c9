/** Categories and texts of reasons, texts of messages: fetched once, and missing without harm until they are there (F7, F9). */

import { read } from "./acts.js";
import { redraw } from "./draw.js";

let known = null;
let asked = false;

async function fetchAll() {
  asked = true;
  const answer = await read("catalogues/");
  if (answer.ok) known = answer;
  else asked = false;
  redraw();
}

/** Asks for them, if nobody has. */
export function want() {
  if (!asked) fetchAll();
}

export const messageTexts = () => known?.messages ?? [];

/** What often follows this category, which is named by its words. */
export const reasonTexts = (kind, words) => known?.reasons[kind]?.find((category) => category.words === words)?.texts ?? [];
