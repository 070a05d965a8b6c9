/** 考生初始化: start again with nothing, at the old deadline, with a code and a question (E20). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { byId, names } from "../people.js";
import { say } from "../say.js";
import { clock } from "../times.js";
import { chosen } from "../view.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { aboutChosen, counted, ids, keeps, nobody, who } from "./parts.js";
import { preview } from "./preview.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const COLUMNS = [
  { label: () => gettext("Answered"), look: "num", cell: ({ answered }) => answered },
  { label: () => gettext("Last save"), cell: ({ saved_at: at }) => (at ? clock(at) : "-") },
  { label: () => gettext("Ends"), cell: ({ deadline }) => (deadline ? clock(deadline) : "-") },
];

const plan = (dialog) => preview(dialog, "reset", chosen());
const purpose = (dialog) => ({ kind: "reset", sittings: ids(plan(dialog)) });
const concerned = (dialog) => names(ids(plan(dialog)).map(byId).filter(Boolean));

export const reset = {
  verb: "reset",
  grave: true,
  title: () => gettext("Reset candidate"),
  about: aboutChosen,
  body: (dialog) => html`
    ${who(plan(dialog), COLUMNS)}
    ${keeps([
      ["warn", gettext("The answers so far leave the candidate's exam and cannot be brought back into it")],
      ["ok", gettext("They stay sealed in the archive of this room")],
      ["warn", gettext("The state becomes “not logged in”; the end stays as it was, no time is given")],
    ])}
    ${plan(dialog).will.length ? codePart(dialog, purpose(dialog)) : ""}
    ${reasonFields(dialog, FAULTS)}
  `,
  why: (dialog) => nobody(plan(dialog)) || codeMissing(dialog, purpose(dialog)) || reasonMissing(dialog, FAULTS),
  whom: (dialog) => ids(plan(dialog)),
  label: (dialog) => counted(gettext("Reset candidate"), plan(dialog)),
  ask: (dialog) => say(gettext("Reset %(names)s? The answers so far are cleared from the exam and cannot be restored."), { names: concerned(dialog) }),
  send: (dialog) => act("reset", { sittings: ids(plan(dialog)), reason: reasonOf(dialog, FAULTS), ...codeOf(dialog, purpose(dialog)) }),
};
