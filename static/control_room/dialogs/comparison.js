/** Question by question: what counts now, what the package has, and which of them shall count (E14). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { redraw } from "../draw.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { question } from "../words/questions.js";
import { size } from "../words/sizes.js";
import { button } from "../widgets/button.js";

const KINDS = {
  only_package: ["ok", () => gettext("only in the package")],
  newer: ["ok", () => gettext("newer in the package")],
  older: ["warn", () => gettext("newer on the server")],
};

/** At first what loses nothing newer is chosen. */
export function propose(dialog) {
  dialog.take = new Set(dialog.found.differences.filter(({ proposed }) => proposed).map((one) => one.question));
}

export const chosenQuestions = ({ take, found }) => found.differences.map((one) => one.question).filter((one) => take.has(one));

function choose(dialog, questions) {
  dialog.take = new Set(questions);
  redraw();
}

function toggle(dialog, name, on) {
  if (on) dialog.take.add(name);
  else dialog.take.delete(name);
  redraw();
}

const file = ({ path, size: bytes }) => html`<li><span class="mono">${path}</span> <small class="soft">${size(bytes)}</small></li>`;

const side = (name, { value, files, at }) => html`
  <td data-side=${name}>
    ${value ? html`<p class="given">${value}</p>` : nothing}
    ${files.length ? html`<ul class="given">${files.map(file)}</ul>` : nothing}
    ${value || files.length ? nothing : html`<span class="soft">${gettext("no answer")}</span>`}
    ${at ? html`<small class="soft">${clock(at)}</small>` : nothing}
  </td>
`;

const kind = ({ kind: code, late }) => html`
  <span class="st ${late ? "warn" : KINDS[code][0]}">${late ? gettext("not in time, or not proven") : KINDS[code][1]()}</span>
`;

const row = (dialog) => (one) => html`
  <tr data-question=${one.question} class=${dialog.take.has(one.question) ? "taken" : ""}>
    <td><input type="checkbox" aria-label=${say(gettext("The package counts for %(question)s"), { question: question(one.question) })}
      .checked=${live(dialog.take.has(one.question))} @change=${(event) => toggle(dialog, one.question, event.target.checked)} /></td>
    <td class="asked"><b>${question(one.question)}</b><br />${kind(one)}</td>
    ${side("server", one.server)} ${side("package", one.package)}
  </tr>
`;

const all = ({ found }) => found.differences.map((one) => one.question);

export const comparison = (dialog) => html`
  <h3>${say(ngettext("%(count)s question differs: what shall count?", "%(count)s questions differ: what shall count?", all(dialog).length), { count: all(dialog).length })}</h3>
  <p class="row wrap">
    <span class="soft">${gettext("Ticked: the package counts. Not ticked: it stays as it is on the server. Both stay in the log.")}</span><span class="grow"></span>
    ${button({ name: "all", label: gettext("All from the package"), look: "s", press: () => choose(dialog, all(dialog)) })}
    ${button({ name: "none", label: gettext("All from the server"), look: "s", press: () => choose(dialog, []) })}
  </p>
  <div class="frame tall compared"><table class="list">
    <thead><tr><th><span class="sr">${gettext("Package counts")}</span></th><th>${gettext("Question")}</th><th>${gettext("Server")}</th><th>${gettext("Answer package")}</th></tr></thead>
    <tbody>${dialog.found.differences.map(row(dialog))}</tbody>
  </table></div>
`;
