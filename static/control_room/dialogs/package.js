/** 单机收卷 and 导入作答包: a file from a candidate's machine, what it would change, and what shall count (E13, E14). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { bring } from "../bring.js";
import { redraw } from "../draw.js";
import { now } from "../clock.js";
import { byId, seat, tail, who } from "../people.js";
import { say } from "../say.js";
import { clock, moment, remaining } from "../times.js";
import { chosen } from "../view.js";
import { size } from "../words/sizes.js";
import { comparison, chosenQuestions, propose } from "./comparison.js";
import { keeps } from "./parts.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

/** Whose package it must be: of the one who is chosen, or of anybody. */
const wanted = () => (chosen().length === 1 ? { sittings: [chosen()[0].id] } : {});

const LOOKS = { equal: "ok", newer: "ok", older: "warn", stale: "warn" };

async function examine(dialog, verb) {
  const answer = await act("examine_package", { upload: dialog.upload, for: verb, ...wanted() });
  dialog.found = answer.ok ? { ...answer.package, text: answer.text } : null;
  dialog.answer = answer.ok ? null : answer;
  if (answer.ok) propose(dialog);
}

async function take(dialog, verb, file) {
  if (!file) return;
  Object.assign(dialog, { busy: true, found: null, answer: null, bytes: file.size, share: 0 });
  redraw();
  const answer = await bring(file, (share) => {
    dialog.share = share;
    redraw();
  });
  if (answer.ok) {
    dialog.upload = answer.upload;
    await examine(dialog, verb);
  } else dialog.answer = answer;
  dialog.busy = false;
  redraw();
}

const picking = (dialog, verb) => html`
  <label class="field"><span>${gettext("Answer package")}</span>
    <input name="file" type="file" accept=".jka" ?disabled=${dialog.busy} @change=${(event) => take(dialog, verb, event.target.files[0])} /></label>
`;

const step = ({ share, bytes }) =>
  share < 1 ? say(gettext("Reading the file: %(done)s of %(all)s"), { done: size(share * bytes), all: size(bytes) }) : gettext("Verifying the package…");

const coming = (dialog) =>
  dialog.busy && !dialog.found
    ? html`<p class="soft" role="status">${step(dialog)}</p><progress max="1" .value=${dialog.share}></progress>`
    : nothing;

const line = (label, value) => (value ? html`<dt>${label}</dt><dd>${value}</dd>` : nothing);

const changes = ({ changes: all, new: added, server_changes: there }) =>
  say(gettext("%(all)s in the package, %(there)s on the server, %(added)s new"), { all, there, added });

const files = ({ files: count, bytes }) => (count ? say(ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s", count), { count, size: size(bytes) }) : "");

const side = (name, label, { answered, files: count, last_at: at }) => html`
  <tr data-side=${name}><th scope="row">${label}</th><td class="num">${answered}</td><td class="num">${count}</td><td class="num">${at ? clock(at) : "—"}</td></tr>
`;

/** How far each side is, also where there is nothing to decide (E14). */
const sides = ({ sides: { package: brought, server, taken } }) => html`
  <table class="list" data-sides>
    <thead><tr><td></td><th class="num">${gettext("Answered")}</th><th class="num">${gettext("Work files")}</th><th class="num">${gettext("Last answer")}</th></tr></thead>
    <tbody>
      ${side("package", gettext("Answer package"), brought)} ${side("server", gettext("Server"), server)}
      ${side("taken", gettext("Once it is taken"), taken)}
    </tbody>
  </table>
`;

const facts = (found) => html`
  <dl class="facts" data-package=${found.outcome}>
    ${line(pgettext("package", "Candidate"), html`<b>${who(byId(found.sitting))}</b> <span class="mono soft">${tail(byId(found.sitting)?.ticket ?? "")}</span>`)}
    ${line(gettext("Made at seat"), seat(found.seat))}
    ${line(gettext("Exported at"), moment(found.made_at))}
    ${line(gettext("Handed in at the machine"), found.handed_in_at && clock(found.handed_in_at))}
    ${line(gettext("Changes"), changes(found))}
    ${line(gettext("Work files"), files(found))}
  </dl>
`;

const verdict = (found) => html`
  <p class="st ${LOOKS[found.outcome]} wrap" data-outcome>${found.text}</p>
  ${found.late_text ? html`<p class="st warn wrap" data-late>${found.late_text}</p>` : nothing}
`;

const shown = (dialog) => html`${facts(dialog.found)} ${sides(dialog.found)} ${verdict(dialog.found)} ${dialog.found.differences.length ? comparison(dialog) : nothing}`;

/** The file, how far it has come, and what it would change. */
export const brought = (dialog, verb) => html`${picking(dialog, verb)} ${coming(dialog)} ${dialog.found ? shown(dialog) : nothing}`;

const warnings = (lines) => lines.filter(([kind]) => kind === "warn");

/** What it comes to stays in sight when the file is there. */
const body = (verb, lines) => (dialog) => html`
  ${dialog.found ? nothing : keeps(lines())} ${brought(dialog, verb)}
  ${dialog.found ? html`${keeps(warnings(lines()))} ${reasonFields(dialog, FAULTS)}` : nothing}
`;

export const send = (verb) => (dialog) =>
  act(verb, {
    upload: dialog.upload,
    comparison: dialog.found.comparison,
    take: chosenQuestions(dialog),
    reason: reasonOf(dialog, FAULTS),
    ...wanted(),
  });

/** What was compared has changed meanwhile: it is compared anew, and the message stays. */
export const sent = (verb) => async (dialog, answer) => {
  if (answer.code !== "answer_package.moved_on") return;
  await examine(dialog, verb);
  dialog.answer ??= answer;
  redraw();
};

const aboutOne = () => (chosen().length === 1 ? say(gettext("for %(who)s"), { who: who(chosen()[0]) }) : "");

const dialogOf = (verb, { title, lines, ask, ...more }) => ({
  verb,
  wide: true,
  title,
  about: aboutOne,
  body: body(verb, lines),
  why: (dialog) => (dialog.found ? reasonMissing(dialog, FAULTS) : gettext("choose the answer package")),
  label: title,
  ask: (dialog) => ask(byId(dialog.found.sitting), dialog.found),
  send: send(verb),
  sent: sent(verb),
  ...more,
});

/** Who works at another machine meanwhile is not ended, or made to begin again, without a word (E10). */
const isWorking = (sitting) => sitting?.state === "in_exam" && sitting.online;

const left = ({ deadline }) => (deadline ? remaining(Math.max(0, deadline - now())) : "—");

const about = (words, sitting) => say(words, { who: who(sitting), left: left(sitting) });

function askCollect(sitting) {
  if (sitting?.state === "submitted") return "";
  if (isWorking(sitting)) return about(gettext("%(who)s: the candidate is online and in the exam at that seat, with %(left)s left. Single collection ends the exam and forces the client out. Go on?"), sitting);
  return say(gettext("Take this answer package and submit %(name)s?"), { name: sitting?.name ?? "" });
}

const askImport = (sitting) =>
  isWorking(sitting) ? about(gettext("%(who)s: the candidate is online and in the exam at that seat, with %(left)s left. What is imported is seen only after a resume, which forces the client out. Go on?"), sitting) : "";

export const collectSingle = dialogOf("collect_package", {
  title: () => gettext("Single collection"),
  lines: () => [
    ["ok", gettext("Export the answer package at the candidate's machine and bring it here")],
    ["ok", gettext("What the server lacks is added; nothing that counts is replaced without being asked")],
    ["warn", gettext("The candidate is then submitted and cannot go on")],
  ],
  grave: true,
  ask: askCollect,
});

export const importPackage = dialogOf("import_package", {
  title: () => gettext("Import answer package"),
  lines: () => [
    ["ok", gettext("Export the answer package at the candidate's machine and bring it here")],
    ["ok", gettext("What the server lacks is added; nothing that counts is replaced without being asked")],
    ["warn", gettext("The exam of the candidate goes on: resume the candidate afterwards")],
  ],
  ask: askImport,
});

export const recoverPackage = dialogOf("recover_package", {
  title: () => pgettext("after the exam", "Import answer package"),
  lines: () => [
    ["ok", gettext("Export the answer package at the candidate's machine and bring it here")],
    ["ok", gettext("What the server lacks is added; nothing that counts is replaced without being asked")],
    ["warn", gettext("The session has ended: the results are verified again afterwards")],
  ],
  ask: () => "",
});
