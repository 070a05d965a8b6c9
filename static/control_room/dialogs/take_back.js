/** 取消违纪 and undoing an absence: asked in the row itself, with a reason. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { redraw } from "../draw.js";
import { room } from "../room.js";
import { blocked } from "../whynot.js";
import { button } from "../widgets/button.js";
import { tell } from "../widgets/told.js";
import { reason } from "../words/reasons.js";
import { keyOf } from "./lists.js";
import { MISTAKES, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const stopped = (way) => blocked(way.verb) || (room.session.ended_at ? reason("ended") : "");
const missing = (dialog, way) => stopped(way) || (dialog.busy ? gettext("please wait…") : reasonMissing(dialog, MISTAKES));

function ask(dialog, row) {
  Object.assign(dialog, { asking: row && keyOf(row), answer: null });
  redraw();
}

async function send(dialog, way, row, then) {
  dialog.busy = true;
  redraw();
  const answer = await act(way.verb, way.body(row, reasonOf(dialog, MISTAKES)));
  Object.assign(dialog, { busy: false, answer: answer.ok ? null : answer, asking: null });
  if (answer.ok) {
    tell(answer.text);
    then();
  }
  redraw();
}

const question = (dialog, way, row, then) => html`
  <div class="inline" role="alertdialog" aria-label=${way.label()}>
    <p>${way.question(row)}</p>
    ${reasonFields(dialog, MISTAKES)}
    <p class="row"><span class="grow"></span>
      ${button({ name: "no", label: gettext("No"), press: () => ask(dialog, null) })}
      ${button({ name: "yes", label: way.label(), look: "grave", why: missing(dialog, way), press: () => send(dialog, way, row, then) })}</p>
  </div>
`;

/** The button of a row, or the question once it is pressed. `then` is called when it has been done. */
export function takeBack(dialog, way, row, then) {
  if (dialog.asking === keyOf(row)) return question(dialog, way, row, then);
  return html`<p class="row"><span class="grow"></span>
    ${button({ name: way.verb, label: way.label(), look: "s grave", why: stopped(way), press: () => ask(dialog, row) })}</p>`;
}
