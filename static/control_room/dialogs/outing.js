/** 暂离考场: out with reason and who allowed it, and in again; the clock runs on (F13). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { room } from "../room.js";
import { clock, span } from "../times.js";
import { chosen } from "../view.js";
import { button } from "../widgets/button.js";
import { openList } from "./open.js";
import { aboutChosen, counted, field, ids, keeps, nobody, who } from "./parts.js";
import { everyone, preview } from "./preview.js";
import { OUTINGS, reasonFields, reasonMissing, reasonOf } from "./reason.js";

const inside = () => chosen().filter(({ out_at: out }) => !out);
const plan = (dialog) => preview(dialog, "let_out", inside());

const staff = () => [...(room.session.invigilators ?? []).map(({ name }) => name), room.session.administrator].filter(Boolean);
const records = () => html`<p class="row"><span class="grow"></span>${button({ name: "list_outings", label: gettext("Who was out and when"), look: "s", press: () => openList("outings") })}</p>`;

const allowed = (dialog) => html`${field(dialog, "allowed_by", gettext("Allowed by"), { longest: 60 })}`;
const by = ({ form }) => (form.allowed_by ?? "").trim();

export const letOut = {
  verb: "let_out",
  title: () => gettext("Leaving the room"),
  about: aboutChosen,
  begin: (dialog) => {
    dialog.form = { allowed_by: staff()[0] ?? "" };
  },
  body: (dialog) => html`
    ${who(plan(dialog))} ${allowed(dialog)} ${reasonFields(dialog, OUTINGS)}
    ${keeps([
      ["ok", gettext("Out and in again are recorded with their times, also on the record sheet")],
      ["warn", gettext("The clock runs on")],
    ])}
    ${records()}
  `,
  why: (dialog) => nobody(plan(dialog)) || (by(dialog) ? "" : gettext("say who allowed it")) || reasonMissing(dialog, OUTINGS),
  label: (dialog) => counted(gettext("Goes out"), plan(dialog)),
  send: (dialog) => act("let_out", { sittings: ids(plan(dialog)), allowed_by: by(dialog), reason: reasonOf(dialog, OUTINGS) }),
};

const out = () => chosen().filter(({ out_at: at }) => at);
const back = () => everyone(out());

const COLUMNS = [
  { label: () => gettext("Out since"), cell: ({ out_at: at }) => clock(at) },
  { label: () => gettext("Out for"), look: "num", cell: ({ out_at: at }) => html`<b>${span(server.now() - at)}</b>` },
];

export const letIn = {
  verb: "let_in",
  title: () => gettext("Back in the room"),
  about: aboutChosen,
  body: () => html`${who(back(), COLUMNS)} ${records()}`,
  why: () => nobody(back()),
  label: () => counted(gettext("Is back"), back()),
  send: () => act("let_in", { sittings: ids(back()) }),
};
