/** 缺考登记: subject and those who never logged in (E21). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { names, neverCame } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { view } from "../view.js";
import { fill } from "./open.js";
import { keeps } from "./parts.js";
import { ABSENCES, reasonFields, reasonMissing, reasonOf } from "./reason.js";
import { isTicked, roll } from "./roll.js";

const all = () => [...room.sittings.values()];
const subjects = () => [...new Set(all().map(({ subject }) => subject))].sort();
const subject = ({ form }) => form.subject ?? subjects()[0];
const away = (dialog) =>
  all()
    .filter((sitting) => neverCame(sitting) && sitting.subject === subject(dialog))
    .sort((a, b) => a.sequence - b.sequence);
const ticked = (dialog) => away(dialog).filter(isTicked(dialog));

const present = (dialog) => ticked(dialog).filter(({ present_at: at }) => at);

const question = (sittings) =>
  say(gettext("%(names)s: marked as present, yet never logged in. Register as absent all the same?"), { names: names(sittings) });

const subjectField = (dialog) => html`
  <label class="field"><span>${gettext("Subject")}</span>
    <select name="subject" @change=${(event) => fill(dialog, { subject: event.target.value, ticks: new Set() })}>
      ${subjects().map((name) => html`<option .value=${name} .selected=${name === subject(dialog)}>${name}</option>`)}
    </select></label>
`;

export const absence = {
  verb: "register_absence",
  title: () => gettext("Register absence"),
  about: (dialog) => say(gettext("%(count)s never logged in"), { count: away(dialog).length }),
  begin: (dialog) => {
    dialog.form.ticks = new Set(away(dialog).filter(({ id }) => view.chosen.has(id)).map(({ id }) => id));
  },
  body: (dialog) => html`
    ${subjectField(dialog)}
    ${away(dialog).length ? roll(dialog, away(dialog)) : html`<p class="hint">${gettext("Everybody has logged in or is registered already.")}</p>`}
    ${reasonFields(dialog, ABSENCES)}
    ${keeps([["ok", gettext("Only who never logged in can be chosen; it can be undone until the session ends")]])}
  `,
  why: (dialog) => (ticked(dialog).length ? reasonMissing(dialog, ABSENCES) : gettext("tick candidates first")),
  whom: (dialog) => ticked(dialog).map(({ id }) => id),
  ask: (dialog) => (present(dialog).length ? question(present(dialog)) : ""),
  label: (dialog) => (ticked(dialog).length ? say(gettext("Register %(count)s"), { count: ticked(dialog).length }) : gettext("Register")),
  send: (dialog) => act("register_absence", { sittings: ticked(dialog).map(({ id }) => id), reason: reasonOf(dialog, ABSENCES) }),
};
