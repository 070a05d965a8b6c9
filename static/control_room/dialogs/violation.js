/** 违纪处理: type from the catalogue, description, time; for candidates in any state (E9). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act, read, upload } from "../acts.js";
import { redraw } from "../draw.js";
import * as server from "../clock.js";
import { day, meantBy, minute, moment } from "../times.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { fill } from "./open.js";
import { aboutChosen, counted, field, ids, nobody, who } from "./parts.js";
import { preview } from "./preview.js";

let catalogue = null;

async function fetchTypes(dialog) {
  const answer = catalogue ?? (await read("violation-types/"));
  if (answer.ok) catalogue = answer;
  else dialog.answer = answer;
  redraw();
}

const matches = ({ code, category, text }, asked) => `${code} ${category} ${text}`.toLowerCase().includes(asked.trim().toLowerCase());

const type = (dialog) => (each) => html`
  <label class="option ${dialog.form.type === each.code ? "on" : ""}">
    <input type="radio" name="type" value=${each.code} .checked=${dialog.form.type === each.code} @change=${() => fill(dialog, { type: each.code })} />
    <span><b>${each.code}</b> ${each.text}</span>
  </label>
`;

function types(dialog) {
  const found = (catalogue?.types ?? []).filter((each) => matches(each, dialog.form.search ?? ""));
  const categories = [...new Set(found.map(({ category }) => category))];
  return html`
    ${field(dialog, "search", gettext("Violation type"), { kind: "search", placeholder: gettext("Search in code and text") })}
    <div class="options" role="radiogroup" aria-label=${gettext("Violation type")}>
      ${categories.map((name) => html`<h4>${name}</h4>${found.filter(({ category }) => category === name).map(type(dialog))}`)}
      ${found.length ? "" : html`<p class="soft">${catalogue ? gettext("No such type.") : gettext("Loading…")}</p>`}
    </div>
  `;
}

const description = (dialog) => html`
  <label class="field tall"><span>${gettext("Description")}</span>
    <textarea name="description" rows="3" maxlength="500" .value=${dialog.form.description ?? ""}
      @input=${(event) => fill(dialog, { description: event.target.value })}></textarea></label>
`;

const MOST_BYTES = 5 * 1024 * 1024;

const tooLarge = ({ form }) => Boolean(form.file && form.file.size > MOST_BYTES);

const attachment = (dialog) => html`
  <label class="field"><span>${gettext("Attachment (optional)")}</span>
    <input type="file" name="attachment" accept="image/jpeg,image/png,application/pdf" @change=${(event) => fill(dialog, { file: event.target.files[0] ?? null })} />
    <small>${gettext("a photo or a PDF, at most 5 MB")}</small></label>
`;

/** Nothing of a session happens before login could begin; no time typed: now. */
const opens = () => Math.min(room.session.login_from, room.session.login_allowed_at ?? room.session.login_from);
const happenedAt = ({ form }) => (form.time ? meantBy(form.time, opens()) : null);

const atTime = (at) => (day(at) === day(server.now()) ? minute(at) : moment(at));

function timeFault(dialog) {
  if ((happenedAt(dialog) ?? 0) <= server.now()) return "";
  return say(gettext("the time lies between %(from)s and now"), { from: atTime(opens()) });
}

/** A moment of another day is said with its day. */
function timeNote(dialog) {
  const at = happenedAt(dialog);
  return at && !timeFault(dialog) && day(at) !== day(server.now()) ? moment(at) : gettext("empty: now");
}

const time = (dialog) => field(dialog, "time", gettext("Time"), { kind: "time", note: timeNote(dialog) });

const plan = (dialog) => preview(dialog, "register_violation", chosen());

function why(dialog) {
  const { type: code, description: words = "" } = dialog.form;
  if (nobody(plan(dialog))) return nobody(plan(dialog));
  if (!code) return gettext("choose a type");
  if (timeFault(dialog)) return timeFault(dialog);
  if (tooLarge(dialog)) return gettext("the attachment is too large");
  return words.trim() ? "" : gettext("describe what happened");
}

const when = (dialog) => (dialog.form.time ? { happened_at: happenedAt(dialog) } : {});

function send(dialog) {
  const { type: code, description: words = "", file } = dialog.form;
  const body = { sittings: ids(plan(dialog)), type: code, description: words.trim(), ...when(dialog) };
  if (!file) return act("register_violation", body);
  const form = new FormData();
  form.append("body", JSON.stringify(body));
  form.append("attachment", file);
  return upload("register_violation/", form);
}

export const violation = {
  verb: "register_violation",
  title: () => gettext("Register violation"),
  about: aboutChosen,
  begin: fetchTypes,
  body: (dialog) => html`
    ${who(plan(dialog))} ${types(dialog)} ${description(dialog)}
    ${time(dialog)} ${attachment(dialog)}
  `,
  why,
  whom: (dialog) => ids(plan(dialog)),
  label: (dialog) => counted(gettext("Register violation"), plan(dialog)),
  send,
};
