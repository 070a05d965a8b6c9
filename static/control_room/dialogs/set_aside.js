/** What was set aside of a candidate's answers: from the machine that was left, or after the time (F4, E14). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { read } from "../acts.js";
import { redraw } from "../draw.js";
import { seat, who } from "../people.js";
import { room } from "../room.js";
import { listed, say } from "../say.js";
import { clock } from "../times.js";
import { chosen } from "../view.js";
import { question } from "../words/questions.js";

const STANDINGS = {
  quarantine: () => gettext("from the machine that was left"),
  late: () => gettext("made or brought after the time"),
  unfit: () => gettext("what its question cannot have"),
};

const KINDS = ["quarantined_answers", "late_answers", "unfit_answers"];
const ofAside = ({ kind }) => KINDS.includes(kind);
const told = (id) => [...room.matters.values()].filter((matter) => ofAside(matter) && (matter.sittings ?? []).includes(id)).length;

async function fetchInto(dialog, sitting, wanted) {
  const answer = await read(`preview/set_aside/?sittings=${sitting.id}`);
  if (dialog.asideOf !== wanted) return;
  dialog.aside = answer.ok ? answer.rows[0].aside : null;
  redraw();
}

/** Read anew when more of it comes. */
function keepUp(dialog, sitting) {
  const wanted = [sitting.id, sitting.resumes, told(sitting.id)].join(" ");
  if (dialog.asideOf === wanted) return;
  dialog.asideOf = wanted;
  fetchInto(dialog, sitting, wanted);
}

const line = (label, value) => html`<dt>${label}</dt><dd>${value}</dd>`;

const one = ({ epoch, seat: number, standing, changes, questions, began, ended }) => html`
  <dl class="facts" data-aside=${epoch}>
    ${line(gettext("Made at seat"), html`<b>${seat(number)}</b>`)}
    ${line(pgettext("log", "epoch"), epoch)}
    ${line(gettext("Changes"), html`<b>${changes}</b>`)}
    ${line(gettext("Made"), `${clock(began)} – ${clock(ended)}`)}
    ${line(gettext("Questions"), listed(questions.map(question)))}
    ${line(gettext("Reason"), STANDINGS[standing]())}
  </dl>
`;

const all = (asides) => html`
  ${asides.map(one)}
  <p class="soft">${gettext("It does not count by itself. To let some of it count, export the answer package at that machine and import it: the comparison asks question by question.")}</p>
`;

/** For the panel of a candidate: nothing, where nothing was set aside. */
export function asidePart(dialog, sitting) {
  keepUp(dialog, sitting);
  return dialog.aside?.length ? html`<h3>${gettext("Answers set aside")}</h3>${all(dialog.aside)}` : nothing;
}

function body(dialog) {
  const [first] = chosen();
  if (!first) return html`<p class="hint">${gettext("Nobody chosen.")}</p>`;
  keepUp(dialog, first);
  if (!dialog.aside) return html`<p class="soft" role="status">${gettext("Reading…")}</p>`;
  return dialog.aside.length ? all(dialog.aside) : html`<p class="hint">${gettext("Nothing was set aside.")}</p>`;
}

export const setAside = {
  title: () => gettext("Answers set aside"),
  about: () => (chosen().length ? say(gettext("of %(who)s"), { who: who(chosen()[0]) }) : ""),
  body,
};
