/** One sheet as a table of fields, and the keys that move in it. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { block, following, isBlank, isBlock, next, put } from "./cells.js";

const FIRST_ROW = 2; // row 1 holds the columns, as in a spreadsheet

let act = { changed() {}, redraw() {} };

/** Says what follows a change. */
export const follow = (acts) => {
  act = acts;
};

const fieldAt = (row, column) => document.querySelector(`#grid [data-row="${row}"][data-column="${column}"]`);

/** Goes to a cell once it is there. */
export function goTo(row, column) {
  const field = fieldAt(row, column);
  if (!field) return;
  field.focus();
  field.select?.();
}

function place(event) {
  return { row: Number(event.target.dataset.row), column: Number(event.target.dataset.column) };
}

function typed(sheet, event) {
  const { row, column } = place(event);
  sheet.rows[row][column] = event.target.value;
  act.changed();
}

function pasted(sheet, event) {
  const text = event.clipboardData.getData("text/plain");
  if (!isBlock(text)) return;
  event.preventDefault();
  const { row, column } = place(event);
  put(sheet, block(text), row, column);
  act.changed();
  act.redraw();
}

/** Whether the caret is where ↑ or ↓ would leave the field. */
function leaves(field, up) {
  if (field.selectionStart === null || field.tagName === "INPUT") return true;
  const text = field.value;
  return up ? !text.slice(0, field.selectionStart).includes("\n") : !text.slice(field.selectionEnd).includes("\n");
}

function down(sheet, row, column, { grow = false } = {}) {
  if (row + 1 >= sheet.rows.length && grow && !sheet.fixed) return addRow(sheet, sheet.rows.length, column);
  return goTo(row + 1, column);
}

function broken(event, sheet, { row, column }) {
  const field = event.target;
  if (field.tagName !== "TEXTAREA") return;
  field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
  sheet.rows[row][column] = field.value;
  act.changed();
}

function fromAbove(sheet, { row, column }, counted) {
  if (row === 0) return;
  const above = sheet.rows[row - 1][column];
  sheet.rows[row][column] = counted ? next(above) : above;
  act.changed();
  act.redraw();
}

const KEYS = {
  Enter(event, sheet, at) {
    if (event.altKey) broken(event, sheet, at);
    else if (event.shiftKey) goTo(at.row - 1, at.column);
    else down(sheet, at.row, at.column, { grow: true });
    return true;
  },
  ArrowUp(event, sheet, at) {
    if (!leaves(event.target, true)) return false;
    goTo(at.row - 1, at.column);
    return true;
  },
  ArrowDown(event, sheet, at) {
    if (!leaves(event.target, false)) return false;
    down(sheet, at.row, at.column);
    return true;
  },
  d(event, sheet, at) {
    if (!event.ctrlKey) return false;
    fromAbove(sheet, at, sheet.columns[at.column].carry === "next");
    return true;
  },
};

function pressed(sheet, event) {
  if (event.isComposing) return;
  const key = KEYS[event.key];
  if (key?.(event, sheet, place(event))) event.preventDefault();
}

/** Where typing in a row begins: its first cell that took nothing from above. */
const firstEmpty = (sheet, at) => sheet.columns.findIndex(({ locked, hidden }, column) => !locked && !hidden && !sheet.rows[at][column]);

export function addRow(sheet, at, column = -1) {
  sheet.rows.splice(at, 0, following(sheet, sheet.rows[at - 1]));
  act.changed();
  act.redraw();
  requestAnimationFrame(() => goTo(at, column < 0 ? firstEmpty(sheet, at) : column));
}

/** A row at the end; a blank one that stands there already is used first. */
function rowAtEnd(sheet) {
  const last = sheet.rows.length - 1;
  if (last >= 0 && isBlank(sheet.rows[last])) goTo(last, firstEmpty(sheet, last));
  else addRow(sheet, last + 1);
}

function removeRow(sheet, at) {
  sheet.rows.splice(at, 1);
  act.changed();
  act.redraw();
  requestAnimationFrame(() => goTo(Math.min(at, sheet.rows.length - 1), sheet.columns.findIndex(({ hidden }) => !hidden)));
}

const listName = (sheet, column, word) => `list-${column}-${sheet.rows.findIndex((row) => row[0] === word)}`;

/** What may be chosen in a cell: its list's name, or nothing. */
function listOf(sheet, row, column) {
  const choices = sheet.choices[sheet.columns[column].name];
  if (!choices) return nothing;
  if (choices[""]) return `list-${column}`;
  return choices[row[0]] ? listName(sheet, column, row[0]) : nothing;
}

const list = (name, words) => html`<datalist id=${name}>${words.map((word) => html`<option value=${word}></option>`)}</datalist>`;

const lists = (sheet) =>
  sheet.columns.map(({ name }, column) =>
    Object.entries(sheet.choices[name] ?? {}).map(([word, words]) => list(word ? listName(sheet, column, word) : `list-${column}`, words)),
  );

/** The worst fault of a cell. */
const faultAt = (faults, row, name) => faults.find((fault) => fault.row === row + FIRST_ROW && fault.column === name);

function cell(sheet, row, at, column, faults) {
  const { name, size, locked } = sheet.columns[column];
  const text = sheet.rows[at][column];
  if (locked) return html`<td class="given">${text}</td>`;
  const fault = faultAt(faults, at, name);
  const label = `${name} ${at + FIRST_ROW}`;
  const marks = size === "long" || size === "lines"
    ? html`<textarea rows="1" class=${size} data-row=${at} data-column=${column} aria-label=${label} aria-invalid=${fault?.level === "error" ? "true" : nothing} title=${fault?.text ?? nothing} .value=${live(text)}></textarea>`
    : html`<input class=${size} data-row=${at} data-column=${column} aria-label=${label} aria-invalid=${fault?.level === "error" ? "true" : nothing} title=${fault?.text ?? nothing} list=${listOf(sheet, row, column)} autocomplete="off" spellcheck="false" .value=${live(text)}>`;
  return html`<td class=${fault ? `at ${fault.level}` : nothing}>${marks}</td>`;
}

const acts = (sheet, at) => html`<td class="acts"><button class="btn sq" title=${gettext("Insert a row below")} aria-label="${gettext("Insert a row below")} ${at + FIRST_ROW}" @click=${() => addRow(sheet, at + 1)}>＋</button><button class="btn sq grave" title=${gettext("Remove the row")} aria-label="${gettext("Remove the row")} ${at + FIRST_ROW}" @click=${() => removeRow(sheet, at)}>✕</button></td>`;

const rowOf = (sheet, row, at, faults) => html`<tr class=${faults.some((fault) => fault.row === at + FIRST_ROW && fault.level === "error") ? "bad" : nothing}><th scope="row" class="num">${at + FIRST_ROW}</th>${sheet.columns.map(({ hidden }, column) => (hidden ? nothing : cell(sheet, row, at, column, faults)))}${sheet.fixed ? nothing : acts(sheet, at)}</tr>`;

/** The sheet that is open. */
export const grid = (sheet, faults) => html`
<div class="scroll" id="grid" @input=${(event) => typed(sheet, event)} @paste=${(event) => pasted(sheet, event)} @keydown=${(event) => pressed(sheet, event)}>
<table class="list cells"><thead><tr><th class="num"></th>${sheet.columns.map(({ name, hidden, size }) => (hidden ? nothing : html`<th class=${size}>${name}</th>`))}${sheet.fixed ? nothing : html`<th></th>`}</tr></thead>
<tbody>${sheet.rows.map((row, at) => rowOf(sheet, row, at, faults))}</tbody></table>
${sheet.fixed ? nothing : html`<p class="form"><button class="btn" @click=${() => rowAtEnd(sheet)}>＋ ${gettext("Add a row")}</button></p>`}
${lists(sheet)}</div>`;
