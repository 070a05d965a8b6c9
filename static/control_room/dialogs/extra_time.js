/** 考生补时: whole minutes, free of code up to the plan's free minutes, above them by a code (E12). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, minutes } from "../times.js";
import { chosen } from "../view.js";
import { codeMissing, codeOf, codePart } from "./code.js";
import { aboutChosen, counted, field, ids, nobody, who } from "./parts.js";
import { preview } from "./preview.js";
import { FAULTS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const MINUTE = 60_000;
const PROPOSED = 5;

const plan = (dialog) => preview(dialog, "give_extra_time", chosen());

/** What is left for one: free of code, and at all. The server's word, else from what the page knows. */
function left(sitting, row) {
  const { free_minutes: free = 0, most_minutes: most = null } = room.session.extra ?? {};
  const given = sitting.extra_ms / MINUTE;
  return { free: row.free ?? Math.max(0, free - given), most: row.most ?? (most === null ? null : most - given) };
}

/** What a code can permit above the free minutes. */
const withCode = ({ free: minutesFree, most: all }) => (all === null ? "-" : Math.max(0, all - minutesFree));

const COLUMNS = [
  { label: () => gettext("Ends"), cell: ({ deadline }) => (deadline ? clock(deadline) : "-") },
  { label: () => gettext("Given"), look: "num", cell: ({ extra_ms: ms }) => minutes(ms) },
  { label: () => gettext("Free"), look: "num", cell: (sitting, row) => left(sitting, row).free },
  { label: () => gettext("With code"), look: "num", cell: (sitting, row) => withCode(left(sitting, row)) },
  { label: () => gettext("At most"), look: "num", cell: (sitting, row) => left(sitting, row).most ?? "-" },
];

const each = (dialog) => plan(dialog).will.map((row) => left(room.sittings.get(row.sitting), row));
const least = (numbers) => (numbers.length ? Math.min(...numbers) : null);
const free = (dialog) => least(each(dialog).map((one) => one.free));
const most = (dialog) => least(each(dialog).map((one) => one.most).filter((number) => number !== null));

const asked = ({ form }) => Number(form.minutes ?? PROPOSED);

function ceilings(dialog) {
  if (free(dialog) === null) return "";
  const words = say(gettext("Free of code: %(free)s min each."), { free: free(dialog) });
  return most(dialog) === null ? words : `${words} ${say(gettext("At most %(most)s min in all."), { most: most(dialog) })}`;
}

function faultOf(dialog) {
  const number = asked(dialog);
  if (!Number.isInteger(number) || number < 1) return gettext("whole minutes, 1 or more");
  if (most(dialog) !== null && number > most(dialog)) return say(gettext("at most %(most)s min"), { most: most(dialog) });
  return needsCode(dialog) ? codeMissing(dialog, purpose(dialog)) : "";
}

const inRange = (dialog) => Number.isInteger(asked(dialog)) && asked(dialog) >= 1 && (most(dialog) === null || asked(dialog) <= most(dialog));
const needsCode = (dialog) => plan(dialog).will.length > 0 && inRange(dialog) && asked(dialog) > free(dialog);
const purpose = (dialog) => ({ kind: "extra_time", sittings: ids(plan(dialog)), minutes: asked(dialog) });

const given = (dialog) => ({ sittings: ids(plan(dialog)), minutes: asked(dialog), reason: reasonOf(dialog, FAULTS) });

const send = (dialog) =>
  needsCode(dialog) ? act("give_extra_time_by_code", { ...given(dialog), ...codeOf(dialog, purpose(dialog)) }) : act("give_extra_time", given(dialog));

export const extraTime = {
  verb: "give_extra_time",
  title: () => gettext("Extra time"),
  about: aboutChosen,
  begin: (dialog) => {
    dialog.form.minutes ??= String(PROPOSED);
  },
  body: (dialog) => html`
    ${who(plan(dialog), COLUMNS)}
    ${field(dialog, "minutes", gettext("Minutes"), { kind: "number", min: 1, max: most(dialog) ?? undefined, step: 1, note: ceilings(dialog) })}
    ${needsCode(dialog) ? codePart(dialog, purpose(dialog)) : ""}
    ${reasonFields(dialog, FAULTS)}
    <p class="soft">${gettext("The candidate's clock changes within a second.")}</p>
  `,
  why: (dialog) => nobody(plan(dialog)) || faultOf(dialog) || reasonMissing(dialog, FAULTS),
  whom: (dialog) => ids(plan(dialog)),
  label: (dialog) => counted(gettext("Extra time"), plan(dialog)),
  send,
};
