/** What happened, for each candidate or seat (F10). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { byId, seat, who } from "../people.js";
import { say } from "../say.js";

const subject = (result) => (byId(result.sitting) ? who(byId(result.sitting)) : seat(result.seat));

const LOOKS = { true: ["ok", "ok"], false: ["fail", "refused"], null: ["in", "waiting"] };

const one = (result) => html`
  <li class="st ${LOOKS[result.ok][0]}" data-result=${LOOKS[result.ok][1]}><b>${subject(result)}</b> ${result.text}</li>
`;

const RANKS = { false: 0, null: 1, true: 2 };

function summary(all) {
  const failed = all.filter(({ ok }) => ok === false).length;
  const waiting = all.filter(({ ok }) => ok === null).length;
  if (waiting) return say(gettext("%(done)s done, %(failed)s not done, %(waiting)s waiting"), { done: all.length - failed - waiting, failed, waiting });
  return failed
    ? say(gettext("%(done)s done, %(failed)s not done"), { done: all.length - failed, failed })
    : say(ngettext("%(count)s done", "%(count)s done", all.length), { count: all.length });
}

/** Those that were not done first: they wait for somebody. */
export function results({ text, results: all = [] }) {
  const failedFirst = [...all].sort((a, b) => RANKS[a.ok] - RANKS[b.ok]);
  return html`
    ${text ? html`<p class="answer" role="status">${text}</p>` : nothing}
    ${all.length ? html`<h3>${summary(all)}</h3><ul class="results">${failedFirst.map(one)}</ul>` : nothing}
  `;
}
