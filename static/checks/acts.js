/** Acts that are sent to the server. */

import { redraw } from "../control_room/draw.js";
import { page } from "./page.js";
import { view } from "./state.js";

const OUT_OF_DATE = () => gettext("You have no right to do this, or this page is out of date. Load the page anew.");
const NO_ANSWER = () => gettext("The server did not answer. Try again.");

async function asked(path, options) {
  try {
    const response = await fetch(path, { credentials: "same-origin", ...options });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return isJson ? await response.json() : { text: OUT_OF_DATE() };
  } catch {
    return { text: NO_ANSWER() };
  }
}

/** Does `verb`; a refusal is shown until the next act. */
export async function act(verb) {
  Object.assign(view, { busy: true, fault: "" });
  redraw();
  const answer = await asked(`${page.acts}${verb}/`, { method: "POST", headers: { "X-CSRFToken": page.csrf } });
  Object.assign(view, { busy: false, fault: answer.ok ? "" : answer.text });
  redraw();
}

/** 本机检测. */
export async function lookAtOwnMachine() {
  view.own = { lines: null };
  redraw();
  view.own = await asked(page.own);
  redraw();
}

export function closeOwnMachine() {
  view.own = null;
  redraw();
}
