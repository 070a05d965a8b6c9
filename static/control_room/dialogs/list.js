/** A list behind a figure, with a filter and 导出. Figures count persons, lists count entries: both are said. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { file, read } from "../acts.js";
import { redraw } from "../draw.js";
import { byId, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { set } from "../selection.js";
import { button } from "../widgets/button.js";
import { reason } from "../words/reasons.js";
import { keyOf, LISTS } from "./lists.js";
import { field } from "./parts.js";
import { takeBack } from "./take_back.js";

const HEAD = new Set(["ticket", "name", "sequence", "at", "by"]); // said in the first line of an entry, or left out

async function fetchRows(dialog) {
  dialog.fetchedFor = room.counts;
  const answer = await read(`list/${dialog.list}/`);
  if (answer.ok) Object.assign(dialog, { columns: answer.columns, rows: answer.rows });
  else dialog.answer = answer;
  redraw();
}

/** The figures moved since the rows were fetched: they are fetched again. */
function keepUp(dialog) {
  if (dialog.rows && dialog.fetchedFor !== room.counts && !dialog.asking) fetchRows(dialog);
}

const words = (row) => Object.values(row).join(" ").toLowerCase();
const found = ({ rows = [], form }) => rows.filter((row) => words(row).includes((form.search ?? "").trim().toLowerCase()));
const persons = (rows) => new Set(rows.map(({ sitting }) => sitting)).size;

function choose(dialog) {
  set(found(dialog).map(({ sitting }) => sitting));
  redraw();
}

const about = ({ rows }) => (rows ? say(gettext("%(entries)s entries, %(persons)s persons"), { entries: rows.length, persons: persons(rows) }) : "");

const cell = (row) => ([key, head]) => (row[key] ? html`<dt>${head}</dt><dd>${row[key]}</dd>` : nothing);

/** What can be taken back of this row, if anything. */
function backOf(dialog, row) {
  const { back } = LISTS[dialog.list];
  return back && (back.may?.(row) ?? true) ? takeBack(dialog, back, row, () => fetchRows(dialog)) : nothing;
}

const entry = (dialog) => (row) => html`
  <li data-row=${keyOf(row)}>
    <p class="row"><b>${seat(byId(row.sitting)?.seat)}</b> <span class="name">${row.name}</span> <span class="mono soft">${row.ticket}</span>
      <span class="grow"></span><time>${row.at}</time></p>
    <dl class="facts">${dialog.columns.filter(([key]) => !HEAD.has(key)).map(cell(row))}</dl>
    ${row.attachment ? html`<p><a class="btn s" data-attachment href=${row.attachment} download>${gettext("Attachment")}</a></p>` : nothing}
    ${row.by ? html`<p class="soft">${row.by}</p>` : nothing}
    ${backOf(dialog, row)}
  </li>
`;

const link = (list, format) => html`
  <a class="btn" data-export=${format} href=${file(list, format)} download>${say(gettext("Export %(format)s"), { format: format.toUpperCase() })}</a>
`;

/** A PDF takes a while: its page waits for it, beside this one. */
const paper = (list) => html`<a class="btn" data-export="pdf" href=${file(list, "pdf")} target="_blank" rel="noopener">${say(gettext("Export %(format)s"), { format: "PDF" })}</a>`;

/** 导出 of a list. */
export const exports = (list) => html`${link(list, "xlsx")} ${link(list, "csv")} ${paper(list)}`;

const tools = (dialog) => html`
  <div class="row">
    ${field(dialog, "search", gettext("Filter"), { kind: "search" })}
    ${button({ name: "choose", label: gettext("Choose these"), why: found(dialog).length ? "" : reason("nobody"), press: () => choose(dialog) })}
  </div>
  <div class="row">
    ${exports(dialog.list)}
  </div>
`;

function entries(dialog) {
  if (!dialog.rows) return dialog.answer ? nothing : html`<p class="soft">${gettext("Loading…")}</p>`;
  return found(dialog).length ? html`<ul class="entries">${found(dialog).map(entry(dialog))}</ul>` : html`<p class="hint">${gettext("None.")}</p>`;
}

export const list = {
  wide: true,
  title: (dialog) => LISTS[dialog.list].title(),
  about,
  begin: fetchRows,
  body: (dialog) => {
    keepUp(dialog);
    return html`${tools(dialog)} ${entries(dialog)}`;
  },
};
