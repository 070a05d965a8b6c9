/** The paper's bar: exam and candidate, how safe the work is, time left and end (C2, C4). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { causeKey } from "../time_watch.js";
import { countdown, shortTime, signedSpan } from "../times.js";
import { mockMark } from "./bar.js";
import { seatNumber } from "./parts.js";
import { safety } from "./safety.js";

const FEW_MS = 5 * 60_000;
const LAST_MS = 60_000;

const hurry = (ms) => (ms <= LAST_MS ? "last" : ms <= FEW_MS ? "few" : "");

/** What was given or taken back last; the whole ledger is behind it (F1, F2). */
const changed = (page) => page.state.deadline.entries.filter((entry) => entry.ms).at(-1);

const words = (page, entry) =>
  entry ? `${signedSpan(entry.ms, page.t)} ${page.t(entry.ms < 0 ? "cause.taken_back" : causeKey(entry.cause))}` : page.t("ledger.title");

const gift = (page) => html`<button type="button" class="m plus" aria-haspopup="dialog" title=${page.t("ledger.title")}
  @click=${() => page.show("ledger")}>${words(page, changed(page))}</button>`;

/** What was approved before the exam is in the end already (F14). */
const approved = (page, ms) => html`<span class="m">${signedSpan(ms, page.t)} ${page.t("time.approved")}</span>`;

export const timeLeft = (page) => (page.remaining === null ? "--:--:--" : countdown(page.remaining));

function clock(page) {
  const { t, state } = page;
  return html`<div class="clock">
    ${state.deadline?.accommodation_ms > 0 ? approved(page, state.deadline.accommodation_ms) : nothing}
    ${state.deadline?.entries.length ? gift(page) : nothing}
    <div role="timer" aria-label=${t("time.left")}><small>${t("time.left")}</small><b class=${hurry(page.remaining ?? Infinity)}>${timeLeft(page)}</b></div>
    <div><small>${t("time.end")}</small><b class="end">${state.deadline?.at ? shortTime(state.deadline.at) : t("time.stands")}</b></div>
  </div>`;
}

export function examBar(page) {
  const { t, state } = page;
  const { identity } = state;
  return html`<header class="bar exam-bar" data-region tabindex="-1">
    <div class="who">
      <h1>${mockMark(page)}${[state.exam?.name, identity?.subject].filter(Boolean).join(" · ")}</h1>
      <small><span>${t("seat", { number: seatNumber(state.seat) })}</span><span>${identity?.name}</span><span>${identity?.ticket}</span></small>
    </div>
    ${safety(page)}${clock(page)}
  </header>`;
}
