/** Who is in charge of the session, asked once if it is not noted yet (E1). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import { page } from "../page.js";
import { button } from "../widgets/button.js";
import { fill } from "./open.js";
import { field, password } from "./parts.js";

const rows = ({ form }) => form.rows ?? 1;
const numbers = (dialog) => Array.from({ length: rows(dialog) }, (_, index) => index);
const text = ({ form }, name) => (form[name] ?? "").trim();

const person = (dialog, name, label) => html`
  <fieldset><legend>${label}</legend>
    ${field(dialog, `${name}_name`, gettext("Name"), { longest: 60 })} ${field(dialog, `${name}_phone`, gettext("Phone"), { kind: "tel", longest: 30 })}
  </fieldset>
`;

const invigilators = (dialog) =>
  numbers(dialog)
    .map((index) => ({ name: text(dialog, `i${index}_name`), phone: text(dialog, `i${index}_phone`) }))
    .filter(({ name }) => name);

/** The room is not sealed: what is amiss, and why the room is entered all the same (B11). */
const unsealed = (dialog) =>
  page.failures.length
    ? html`
        <p class="fault">${gettext("The room is not sealed. Entering needs the reason and the administrator's password.")}</p>
        <ul class="keeps">${page.failures.map((line) => html`<li class="st fail">${line}</li>`)}</ul>
        ${field(dialog, "reason", gettext("Reason"), { longest: 200 })} ${password(dialog)}
      `
    : nothing;

const unsealedMissing = (dialog) =>
  page.failures.length && !(text(dialog, "reason") && dialog.form.password) ? gettext("reason and password needed") : "";

function add(dialog) {
  fill(dialog, { rows: rows(dialog) + 1 });
}

export const enter = {
  verb: "enter",
  title: () => gettext("Who is in charge"),
  body: (dialog) => html`
    <p class="soft">${gettext("Names and phones go onto the record sheet.")}</p>
    ${person(dialog, "a", pgettext("exam", "Administrator"))}
    ${numbers(dialog).map((index) => person(dialog, `i${index}`, pgettext("exam", "Invigilator")))}
    <p>${button({ name: "add", label: gettext("Add invigilator"), press: () => add(dialog) })}</p>
    ${unsealed(dialog)}
  `,
  why: (dialog) => (text(dialog, "a_name") && invigilators(dialog).length ? unsealedMissing(dialog) : gettext("both names are needed")),
  label: () => gettext("Enter"),
  send: (dialog) =>
    act("enter", {
      administrator: text(dialog, "a_name"),
      administrator_phone: text(dialog, "a_phone"),
      invigilators: invigilators(dialog),
      ...(page.failures.length ? { reason: text(dialog, "reason"), password: dialog.form.password } : {}),
    }),
};
