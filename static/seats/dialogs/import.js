/** 导入 of a list: what would be added, changed and refused, before anything is stored. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { upload } from "../../control_room/acts.js";
import { redraw } from "../../control_room/draw.js";
import { say } from "../../control_room/say.js";
import { inTurn } from "../doing.js";
import { fill } from "./open.js";

const MOST_BYTES = 20 * 1024 * 1024;
const SUMS = [["added", "ok", () => pgettext("rows", "added")], ["changed", "in", () => pgettext("rows", "changed")], ["refused", "alarm", () => pgettext("rows", "refused")], ["unchanged", "idle", () => pgettext("rows", "unchanged")]];

async function read(dock, file) {
  if (!file) return;
  if (file.size > MOST_BYTES) {
    dock.answer = { text: gettext("The file is larger than 20 MB. Nothing was read.") };
    return redraw();
  }
  Object.assign(dock, { busy: true, answer: null, shown: null });
  redraw();
  const form = new FormData();
  form.append("file", file);
  const answer = await upload("import/", form);
  Object.assign(dock, { busy: false, ...(answer.ok ? { shown: answer } : { answer }) });
  fill(dock, { agreed: false });
}

function picked(dock, event) {
  read(dock, event.target.files[0]);
  event.target.value = ""; // the same file may be chosen again after it was corrected
}

function dropped(dock, event) {
  event.preventDefault();
  read(dock, event.dataTransfer.files[0]);
}

const drop = (dock) => html`<label class="drop" @dragover=${(event) => event.preventDefault()} @drop=${(event) => dropped(dock, event)}>
  <b>${gettext("Choose a file, or drop it here")}</b><span class="soft">${gettext(".xlsx or .csv with 机位号, IP地址, 计算机名, 备注")}</span>
  <input type="file" name="file" accept=".csv,.xlsx,.xls" @change=${(event) => picked(dock, event)} /></label>`;

const sums = ({ counts }) => html`<dl class="sums">${SUMS.map(([name, look, label]) => html`<div class=${counts[name] ? look : "idle"}><dt>${label()}</dt><dd data-sum=${name}>${counts[name]}</dd></div>`)}</dl>`;

const at = (row) => (row ? html`<b>${say(gettext("row %(row)s"), { row })}</b>` : html`<b></b>`);

const LEVELS = {
  error: ["fail", () => gettext("refused")],
  confirm: ["warn", () => gettext("to confirm")],
  warning: ["warn", () => gettext("note")],
};

const fault = ({ level, row, column, text }) => html`<li class=${level}>${at(row)}<p><span class="st ${LEVELS[level][0]}">${LEVELS[level][1]()}</span> <span class="soft">${column}</span> ${text}</p></li>`;

const cell = ({ before, after, differs }) => (differs ? html`<del>${before || "–"}</del> → <ins>${after || "–"}</ins> ` : html`${after} `);

const line = ({ what, row, cells }) => html`<li class=${what}>${at(row)}<p><span class="st ${what === "added" ? "add ok" : "edit in"}">${what === "added" ? pgettext("rows", "added") : pgettext("rows", "changed")}</span>
  <span class="mono">${cells.map(what === "added" ? ({ after }) => html`${after} ` : cell)}</span></p></li>`;

const confirmation = (dock) =>
  dock.shown.confirm && !dock.shown.refused
    ? html`<label class="check"><input type="checkbox" name="agreed" .checked=${live(Boolean(dock.form.agreed))} @change=${(event) => fill(dock, { agreed: event.target.checked })} />
        ${say(gettext("I have checked what has to be confirmed (%(count)s)."), { count: dock.shown.confirm })}</label>`
    : nothing;

const preview = (dock) => html`<p class="file"><b>${dock.shown.file}</b></p>${sums(dock.shown)}
  <ul class="faults">${dock.shown.faults.map(fault)}${dock.shown.lines.map(line)}</ul>
  ${dock.shown.left ? html`<p class="soft">${say(gettext("and %(count)s more rows"), { count: dock.shown.left })}</p>` : nothing}
  ${confirmation(dock)}<p class="soft">${gettext("Nothing has been stored yet.")}</p>`;

function why(dock) {
  if (!dock.shown) return gettext("choose a file");
  const { counts, refused, confirm } = dock.shown;
  if (refused) return say(gettext("correct %(count)s rows first"), { count: counts.refused });
  if (!counts.added && !counts.changed) return gettext("nothing would change");
  return confirm && !dock.form.agreed ? gettext("confirm first") : "";
}

export const bring = {
  title: () => gettext("Import preview"),
  wide: true,
  label: () => gettext("Import"),
  body: (dock) => html`${drop(dock)}${dock.busy ? html`<p class="soft" role="status">${gettext("The file is being read…")}</p>` : nothing}${dock.shown ? preview(dock) : nothing}`,
  why,
  foot: () => html`<a href=${document.querySelector("#seats").dataset.template}>${gettext("Template: seats")}</a>`,
  send: (dock) => inTurn(`import/${dock.shown.token}`, { seen: dock.shown.seen, agreed: Boolean(dock.form.agreed) }),
};
