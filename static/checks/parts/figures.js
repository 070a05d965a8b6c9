/** Left top: how many passed and failed, and the last result. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../control_room/say.js";
import { page } from "../page.js";
import { check } from "../state.js";

const figure = (look, words, count) => html`<div class=${look}><dt class="st ${look}">${words}</dt><dd>${count ?? 0}</dd></div>`;

const last = ({ at, seats, passed }) => html`
  <p class="last"><b>${gettext("Last result")}</b> <a href=${page.report}>${pgettext("report", "View")}</a><br />
    ${say(gettext("Time of the check %(at)s"), { at })}<br />
    ${say(gettext("Seats %(seats)s, passed %(passed)s"), { seats, passed })}</p>
`;

export const figures = () => html`
  <section class="jk-panel tally" aria-label=${gettext("Statistics")}>
    <h2>${gettext("Statistics")} <small>${say(gettext("%(count)s seats"), { count: check.figures.room ?? 0 })}</small></h2>
    <dl>
      ${figure("ok", pgettext("check", "passed"), check.figures.passed)} ${figure("fail", pgettext("check", "failed"), check.figures.failed)}
      ${figure("in", pgettext("check", "checking"), check.figures.checking)} ${figure("idle", pgettext("check", "waiting"), check.figures.waiting)}
    </dl>
    ${check.last ? last(check.last) : nothing}
  </section>
`;
