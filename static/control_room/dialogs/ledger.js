/** The deadline of one candidate as the sum of its parts, and a wrong grant taken back (F1). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { read } from "../acts.js";
import { redraw } from "../draw.js";
import { say } from "../say.js";
import { clock, minutes, span } from "../times.js";
import { entryName } from "../words/losses.js";
import { st } from "./parts.js";
import { takeBack } from "./take_back.js";

const key = ({ id, state, deadline_version: version, extra_ms: extra, credit_ms: credit, losses = [] }) =>
  [id, state, version, extra, credit, losses.length].join(" ");

async function fetchInto(dialog, sitting, wanted) {
  const answer = await read(`preview/ledger/?sittings=${sitting.id}`);
  if (dialog.ledgerOf !== wanted) return;
  dialog.ledger = answer.ok ? answer.rows[0] : null;
  redraw();
}

function keepUp(dialog, sitting) {
  const wanted = key(sitting);
  if (dialog.ledgerOf === wanted || dialog.asking) return;
  dialog.ledgerOf = wanted;
  fetchInto(dialog, sitting, wanted);
}

const signed = (ms) => (ms === null ? gettext("still open") : `${ms < 0 ? "−" : "+"}${span(Math.abs(ms))}`);

const WAY = {
  verb: "take_back_time",
  label: () => gettext("Take back"),
  question: ({ takes_back_ms: ms, ms: given }) =>
    ms < given
      ? say(gettext("Of this %(span)s are not used yet and can be taken back; a minute is left in any case. Take that back?"), { span: span(ms) })
      : say(gettext("Take back %(span)s? A new entry of the ledger does it; a loss is proposed again."), { span: span(ms) }),
  body: ({ id }, reason) => ({ entry: id, reason }),
};

const again = (dialog) => () => {
  dialog.ledgerOf = null;
};

const about = ({ began, ended, by, code, reason }) =>
  [began && ended && `${clock(began)}–${clock(ended)}`, code && say(gettext("code %(code)s"), { code }), by, reason].filter(Boolean).join(" · ");

const entry = (dialog) => (row) => html`
  <tr data-entry=${row.id}>
    <td class="num"><b>${signed(row.ms)}</b></td><td>${row.reverses ? gettext("taken back") : entryName(row.cause)}</td><td>${clock(row.at)}</td>
    <td class="wrap">${about(row)}${row.may_take_back ? takeBack(dialog, WAY, row, again(dialog)) : row.why ? html`<p class="soft">${row.why}</p>` : nothing}</td>
  </tr>
`;

const part = (what, value, note = "") => html`<tr><td class="num"><b>${value}</b></td><td colspan="3">${what} <span class="soft">${note}</span></td></tr>`;

const seen = ({ version, seen: known }) =>
  known >= version ? st("ok", gettext("the machine goes by it")) : st("warn", say(gettext("the machine still goes by version %(seen)s"), { seen: known }));

const end = (row) =>
  row.deadline === null && row.remaining_ms !== null
    ? part(gettext("Stands still; left"), span(row.remaining_ms))
    : part(gettext("Ends"), row.deadline ? clock(row.deadline) : "-", say(gettext("version %(version)s"), row));

const table = (dialog, row) => html`
  <div class="frame"><table class="list ledger"><tbody>
    ${part(gettext("Start"), clock(row.start_at))} ${part(gettext("Duration"), say(gettext("+%(minutes)s min"), { minutes: minutes(row.duration_ms) }))}
    ${row.accommodation_ms ? part(gettext("Accommodation"), say(gettext("+%(minutes)s min"), { minutes: minutes(row.accommodation_ms) })) : nothing}
    ${row.entries.map(entry(dialog))} ${end(row)}
  </tbody></table></div>
  <p>${seen(row)} <span class="soft">${say(gettext("Extra time left: %(free)s min free of code, %(most)s min in all"), row)}</span></p>
`;

/** A part of the dialog on one candidate. Before the start there is nothing to add up. */
export function ledger(dialog, sitting) {
  if (!sitting.deadline_version) return nothing;
  keepUp(dialog, sitting);
  return html`<h3>${gettext("Time")}</h3>${dialog.ledger?.start_at && dialog.ledger.sitting === sitting.id ? table(dialog, dialog.ledger) : html`<p class="soft">${gettext("Loading…")}</p>`}`;
}
