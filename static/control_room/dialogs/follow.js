/** An act that machines carry out: what each has answered so far, asked for until all have or the dialog is closed. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { read } from "../acts.js";
import { redraw } from "../draw.js";
import { view } from "../view.js";

const AGAIN_MS = 700;
const MOST_FAULTS = 5;

const rest = () => new Promise((done) => setTimeout(done, AGAIN_MS));

/** Keeps `dialog.course` at what the server says of the act `id`. */
export async function follow(dialog, id) {
  let faults = 0;
  while (view.dialog === dialog && faults < MOST_FAULTS) {
    const answer = await read(`course/${id}/`);
    faults = answer.ok ? 0 : faults + 1;
    dialog.course = answer.ok ? answer : { ...dialog.course, fault: answer.text };
    redraw();
    if (answer.ended) return;
    await rest();
  }
}

/** The bar of progress and its words. */
export function courseLine({ results = [], text = "", fault = "" } = {}) {
  const answered = results.filter(({ ok }) => ok !== null).length;
  return html`<p class="course-line" role="status"><progress class="course" max=${results.length || 1} .value=${answered}></progress> ${text || gettext("Asking the machines…")}</p>
    ${fault ? html`<p class="fault" role="alert">${fault}</p>` : ""}`;
}
