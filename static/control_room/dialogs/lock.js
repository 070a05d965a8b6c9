/** 考生端锁屏 with a message; the candidate goes on with 我已知晓, the clock runs on (E16). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { aboutChosen, choice, counted, field, ids, keeps, nobody, who } from "./parts.js";
import { preview } from "./preview.js";

const answering = ({ state, online }) => state === "in_exam" && online;
const everybody = () => [...room.sittings.values()].filter(answering);
const concerned = ({ form }) => (form.scope === "all" ? everybody() : chosen());
const plan = (dialog) => preview(dialog, "lock", concerned(dialog));

const scope = (dialog) => html`
  <fieldset><legend>${gettext("Whom")}</legend>
    ${choice(dialog, "scope", "chosen", { title: say(gettext("The chosen ones (%(count)s)"), { count: chosen().length }) })}
    ${choice(dialog, "scope", "all", { title: say(gettext("Everybody online and in the exam (%(count)s)"), { count: everybody().length }) })}
  </fieldset>
`;

export const lock = {
  verb: "lock",
  title: () => gettext("Lock screen"),
  about: aboutChosen,
  begin: (dialog) => {
    dialog.form = { scope: "chosen", text: gettext("Please stop for a moment. The invigilator will come to you.") };
  },
  body: (dialog) => html`
    ${scope(dialog)} ${who(plan(dialog))}
    ${field(dialog, "text", gettext("Message to the candidate"), { longest: 300 })}
    ${keeps([
      ["ok", gettext("The candidate goes on with “I understand”; both moments are recorded")],
      ["warn", gettext("The clock runs on while the screen is locked")],
    ])}
  `,
  why: (dialog) => nobody(plan(dialog)) || (dialog.form.text?.trim() ? "" : gettext("write a message")),
  whom: (dialog) => ids(plan(dialog)),
  label: (dialog) => counted(gettext("Lock screen"), plan(dialog)),
  send: (dialog) => act("lock", { sittings: ids(plan(dialog)), text: dialog.form.text.trim() }),
};

const unlockPlan = (dialog) => preview(dialog, "unlock", chosen());

export const unlock = {
  verb: "unlock",
  title: () => gettext("Unlock screen"),
  about: aboutChosen,
  body: (dialog) => who(unlockPlan(dialog)),
  why: (dialog) => nobody(unlockPlan(dialog)),
  whom: (dialog) => ids(unlockPlan(dialog)),
  label: (dialog) => counted(gettext("Unlock screen"), unlockPlan(dialog)),
  send: (dialog) => act("unlock", { sittings: ids(unlockPlan(dialog)) }),
};
