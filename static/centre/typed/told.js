/** What the check found: faults that lead to their cells, and what would change. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";

const STATES = { error: "alarm", confirm: "warn", warning: "warn" };
const MARKS = { added: "add ok", removed: "alarm fail", changed: "edit warn", moved: "edit warn" };

const place = (fault) => [fault.sheet, fault.row ? interpolate(gettext("row %s"), [fault.row]) : ""].filter(Boolean).join(" · ");

const fault = (each, goTo) => html`<li><button class="line" @click=${() => goTo(each)} ?disabled=${!each.sheet}><span class="st ${STATES[each.level]}">${each.word}</span> ${place(each) ? html`<b>${place(each)}</b> ` : nothing}${each.text}</button></li>`;

const value = (text) => (text === "" ? html`<i class="soft">${gettext("empty")}</i>` : text);

/** What stood in the cell and stands there now; of a row that moved, its places. */
function cells({ how, column, before, after }) {
  const both = html`<del>${value(before)}</del> → <ins>${value(after)}</ins>`;
  if (how === "moved") return html` · ${gettext("row")}: ${both}`;
  return column ? html` · ${column}: ${both}` : nothing;
}

const difference = (each) => html`<li><span class="st ${MARKS[each.how]}">${each.word}</span> <b>${each.sheet}</b> ${each.row}${cells(each)}</li>`;

function changes(told) {
  if (told.differences === null) return html`<p class="st ok">${gettext("No faults. Nothing is stored of this yet.")}</p>`;
  if (!told.count) return html`<p class="st idle">${gettext("No faults, and nothing differs from what is stored.")}</p>`;
  const left = told.count - told.differences.length;
  return html`<p class="st ok">${interpolate(ngettext("No faults. %s difference from what is stored:", "No faults. %s differences from what is stored:", told.count), [told.count])}</p>
<ul class="found">${told.differences.map(difference)}${left > 0 ? html`<li class="soft">${interpolate(gettext("… and %s more."), [left])}</li>` : nothing}</ul>`;
}

/** Beside the cells, once they were checked or refused. */
export const told = (state, goTo) => {
  if (state.refusal) return html`<aside class="told-of" aria-live="polite"><p class="notice alarm" role="alert"><span>${state.refusal}</span></p></aside>`;
  if (!state.told) return nothing;
  const { faults, refused } = state.told;
  const errors = faults.filter(({ level }) => level === "error").length;
  return html`<aside class="told-of" aria-live="polite">
${refused ? html`<p class="st alarm">${interpolate(ngettext("%s fault; nothing was stored. Each leads to its cell:", "%s faults; nothing was stored. Each leads to its cell:", errors), [errors])}</p>` : changes(state.told)}
${faults.length ? html`<ul class="found">${faults.map((each) => fault(each, goTo))}</ul>` : nothing}</aside>`;
};
