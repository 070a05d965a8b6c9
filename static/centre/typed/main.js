/** A plan, candidates or a paper, typed: sheets of cells, checked and stored by the centre (T2). */

import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { following, isBlank } from "./cells.js";
import { follow, goTo, grid } from "./grid.js";
import { told } from "./told.js";

const page = document.getElementById("typed");
const place = document.getElementById("sheets");
const begun = JSON.parse(document.getElementById("begun").textContent);
const state = { sheets: begun.sheets, open: 0, told: null, refusal: "", busy: false, unsaved: false };

const faultsOf = (sheet) => (state.told?.faults ?? []).filter((fault) => fault.sheet === sheet.title);
const isReady = () => state.told && !state.told.refused && (state.told.differences === null || state.told.count > 0);

/** A sheet that may grow shows one row to type in. */
function withOneRow(sheet) {
  if (!sheet.rows.length && !sheet.fixed) sheet.rows.push(following(sheet, null));
}

/** Rows as they are sent: without blank ones at the end, so that row numbers stay. */
function sent(sheet) {
  const rows = [...sheet.rows];
  while (rows.length && isBlank(rows.at(-1))) rows.pop();
  return rows;
}

async function ask(store) {
  const rows = Object.fromEntries(state.sheets.map((sheet) => [sheet.title, sent(sheet)]));
  const answer = await fetch(location.href, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.dataset.token },
    body: JSON.stringify({ rows, begun_with: begun.begun_with, store }),
  });
  if (answer.status === 413) return { text: gettext("This is too much for one page. Bring it as a spreadsheet.") };
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
  return answer.json();
}

function take(answer) {
  state.refusal = answer.text ?? "";
  state.told = answer.text ? null : answer;
  if (!answer.stored) return;
  state.unsaved = false;
  location.assign(answer.stored);
}

/** Until the answer has come no cell can be changed: what is stored is what was checked. */
async function check(store = false) {
  if (state.busy) return;
  state.busy = true;
  draw();
  try {
    take(await ask(store));
  } catch {
    state.told = null;
    state.refusal = gettext("The centre did not answer. What you typed is still here; try again.");
  }
  state.busy = false;
  draw();
}

function toFault(fault) {
  const at = state.sheets.findIndex((sheet) => sheet.title === fault.sheet);
  if (at < 0) return;
  state.open = at;
  draw();
  const column = state.sheets[at].columns.findIndex(({ name }) => name === fault.column);
  if (fault.row) goTo(fault.row - 2, Math.max(column, 0));
}

function show(at) {
  state.open = at;
  withOneRow(state.sheets[at]);
  draw();
}

function tab(sheet, at) {
  const errors = faultsOf(sheet).filter(({ level }) => level === "error").length;
  const filled = sent(sheet).length;
  return html`<button role="tab" id="tab-${at}" aria-controls="open-sheet" aria-selected=${at === state.open ? "true" : "false"} @click=${() => show(at)}>${sheet.title}${sheet.fixed ? nothing : html` <small>${filled}</small>`}${errors ? html` <span class="m full alarm">${errors}</span>` : nothing}</button>`;
}

const foot = () => html`<footer class="foot"><button class="btn${isReady() ? "" : " p"}" aria-disabled=${state.busy ? "true" : "false"} @click=${() => check()}>${state.busy ? gettext("Checking …") : gettext("Check")}</button>
<button class="btn${isReady() ? " p" : " off"}" aria-disabled=${isReady() ? "false" : "true"} @click=${() => isReady() && check(true)}>${gettext("Store")}${isReady() ? nothing : html`<small>${state.told?.refused ? gettext("faults first") : gettext("check first")}</small>`}</button>
<span class="soft">${state.unsaved ? gettext("Not stored yet") : nothing}</span></footer>`;

function draw() {
  const sheet = state.sheets[state.open];
  render(
    html`<div class="tabs" role="tablist">${state.sheets.map(tab)}</div>
<div class="beside"><div class="open" id="open-sheet" role="tabpanel" aria-labelledby="tab-${state.open}" ?inert=${state.busy}>${grid(sheet, faultsOf(sheet))}</div>${told(state, toFault)}</div>${foot()}`,
    place,
  );
}

function changed() {
  const wasReady = isReady();
  state.unsaved = true;
  if (!wasReady) return;
  state.told = null;
  draw();
}

addEventListener("beforeunload", (event) => {
  if (state.unsaved) event.preventDefault();
});
follow({ changed, redraw: draw });
place.replaceChildren();
show(0);
