/** 断点续考: one candidate or many, at any machine, from the last saved answers (E10); late candidates by a code (E11). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { byId, names } from "../people.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { chosen } from "../view.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { lostCell, lostOf, lostPart, proposeGiving } from "./lost.js";
import { aboutChosen, counted, ids, keeps, nobody, who } from "./parts.js";
import { preview } from "./preview.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const COLUMNS = [
  { label: () => gettext("Last save"), cell: ({ saved_at: at }) => (at ? clock(at) : "-") },
  { label: () => gettext("Measured cut"), look: "num", cell: (sitting, { cut_ms: ms }) => lostCell(sitting, ms) },
];

/** Who was never in this session and comes after the late limit needs a code: they are let in together, by themselves. */
const late = () => chosen().length > 0 && chosen().every((sitting) => sitting.late);
const purpose = (dialog) => ({ kind: "late_candidate", sittings: ids(plan(dialog)) });

const plan = (dialog) => preview(dialog, late() ? "admit_late" : "resume", chosen());
const online = ({ state, online: linked }) => state === "in_exam" && linked;
const forcedOut = (dialog) => ids(plan(dialog)).map(byId).filter((sitting) => sitting && online(sitting));

const lastSave = (sittings) => Math.max(0, ...sittings.map(({ saved_at: at }) => at ?? 0));

function kept(dialog) {
  const saved = lastSave(ids(plan(dialog)).map(byId).filter(Boolean));
  const words = saved
    ? say(gettext("All saved answers are kept, the server's last ones of %(time)s"), { time: clock(saved) })
    : gettext("All saved answers are kept");
  return keeps([
    ["ok", words],
    ["ok", gettext("No seat is chosen; the candidate may log in at any machine")],
    ["warn", gettext("The client at the old machine is forced out and can write nothing more")],
    ["ok", gettext("What is lost until the paper is open again is measured, and then proposed to be given back")],
  ]);
}

const question = (sittings) =>
  say(gettext("%(names)s: the candidate is online and in the exam. Resuming forces the client out. Go on?"), { names: names(sittings) });

const ordinary = (dialog) => html`${who(plan(dialog), COLUMNS)} ${lostPart(dialog, plan(dialog))} ${reasonFields(dialog, FAULTS)} ${kept(dialog)}`;

const lateOnes = (dialog) => html`
  ${who(plan(dialog))}
  ${plan(dialog).will.length ? codePart(dialog, purpose(dialog)) : nothing}
  ${reasonFields(dialog, FAULTS)}
  ${keeps([
    ["ok", gettext("After the late limit these candidates can log in by the code, at any machine")],
    ["ok", gettext("A registered absence is taken back")],
    ["warn", gettext("They have what is left of the session, nothing more")],
  ])}
`;

function send(dialog) {
  const body = { sittings: ids(plan(dialog)), reason: reasonOf(dialog, FAULTS) };
  return late() ? act("admit_late", { ...body, ...codeOf(dialog, purpose(dialog)) }) : act("resume", { ...body, ...lostOf(dialog, plan(dialog)) });
}

export const resume = {
  verb: "resume",
  title: () => (late() ? gettext("Resume of late candidates") : gettext("Resume")),
  about: aboutChosen,
  begin: proposeGiving,
  body: (dialog) => (late() ? lateOnes(dialog) : ordinary(dialog)),
  note: (dialog) => (!late() && plan(dialog).will.length && !forcedOut(dialog).length ? gettext("All are offline: nothing to confirm") : ""),
  why: (dialog) => nobody(plan(dialog)) || (late() ? codeMissing(dialog, purpose(dialog)) : "") || reasonMissing(dialog, FAULTS),
  whom: (dialog) => ids(plan(dialog)),
  label: (dialog) => counted(gettext("Resume"), plan(dialog)),
  ask: (dialog) => (forcedOut(dialog).length ? question(forcedOut(dialog)) : ""),
  send,
};
