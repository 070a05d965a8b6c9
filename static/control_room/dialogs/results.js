/** What happened, for each candidate or seat (F10). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { byId, seat, who } from "../people.js";
import { say } from "../say.js";

const subject = (result) => (result.sitting ? who(byId(result.sitting)) : seat(result.seat));

const one = (result) => html`
  <li class="st ${result.ok ? "ok" : "fail"}" data-result=${result.ok ? "ok" : "refused"}><b>${subject(result)}</b> ${result.text}</li>
`;

function summary(all) {
  const failed = all.filter(({ ok }) => !ok).length;
  return failed
    ? say(gettext("%(done)s done, %(failed)s not done"), { done: all.length - failed, failed })
    : say(ngettext("%(count)s done", "%(count)s done", all.length), { count: all.length });
}

/** Those that were not done first: they wait for somebody. */
export function results({ text, results: all = [] }) {
  const failedFirst = [...all].sort((a, b) => Number(a.ok) - Number(b.ok));
  return html`
    ${text ? html`<p class="answer" role="status">${text}</p>` : nothing}
    ${all.length ? html`<h3>${summary(all)}</h3><ul class="results">${failedFirst.map(one)}</ul>` : nothing}
  `;
}
