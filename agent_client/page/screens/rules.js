/** 考场规则 and 操作指南; 我已阅读 lights up once both were read to their end. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { shortCountdown, shortTime } from "../times.js";
import { hand } from "../widgets/deck.js";
import { button, state } from "../widgets/parts.js";

const TABS = ["rules", "guide"];
const END_PX = 4;

const filled = (page) => TABS.filter((tab) => page.state[tab]?.length);
const unread = (page) => filled(page).filter((tab) => !page.ui.read.has(tab));
const title = (page, tab) => page.t(`${tab}.title`);

/** Short enough to be seen whole counts as read. */
function look(page, text) {
  const atEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - END_PX;
  if (!atEnd || page.ui.read.has(text.dataset.tab)) return;
  page.ui.read.add(text.dataset.tab);
  page.redraw();
}

/** The text is laid out only after this drawing. */
function lookSoon(page) {
  requestAnimationFrame(() => {
    const text = document.querySelector(".rules [role=tabpanel]");
    if (text) look(page, text);
  });
}

function open(page, tab) {
  page.ui.tab = tab;
  page.redraw();
}

/** To what is not read to its end yet: there End and the arrows scroll. */
function lead(page) {
  open(page, unread(page)[0]);
  requestAnimationFrame(() => document.querySelector(".rules [role=tabpanel]")?.focus());
}

/** Arrows go from tab to tab, and the focus goes along. */
function arrows(page, event) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = filled(page).find((tab) => tab !== page.ui.tab);
  if (!other) return;
  open(page, other);
  event.currentTarget.querySelector(`[data-tab=${other}]`).focus();
}

const tab = (page, name) => html`<button type="button" role="tab" id="tab-${name}" data-tab=${name} aria-controls="tab-text"
  aria-selected=${page.ui.tab === name} tabindex=${page.ui.tab === name ? 0 : -1} @click=${() => open(page, name)}>
  ${title(page, name)} ${page.ui.read.has(name) ? html`<small>✓</small>` : nothing}</button>`;

function start(page) {
  const { exam } = page.state;
  const left = page.clock.until(exam?.start_at);
  if (left) return html`<span class="clk" role="timer">${page.t("countdown.left")} <b>${shortCountdown(left)}</b></span>`;
  return exam?.planned_start && left === null
    ? html`<span class="clk">${page.t("countdown.planned", { time: shortTime(exam.planned_start) })}</span>`
    : nothing;
}

const progress = (page) => filled(page).map((name) =>
  page.ui.read.has(name)
    ? state("ok", page.t("rules.read", { title: title(page, name) }))
    : state("idle", page.t("rules.unread", { title: title(page, name) })));

function reason(page) {
  const titles = unread(page).map((name) => title(page, name)).join(page.t("separator"));
  return titles && page.t("rules.first", { titles });
}

const text = (page, name) => html`<div class="text" role="tabpanel" id="tab-text" aria-labelledby="tab-${name}" data-tab=${name}
  tabindex="0" data-first @scroll=${(event) => look(page, event.target)}><ol>${page.state[name].map((line) => html`<li>${line}</li>`)}</ol></div>`;

export function rules(page) {
  const { t, ui } = page;
  lookSoon(page);
  return html`<main class="screen"><section class="card rules" data-region><h1 class="hidden">${t("rules.title")}${t("separator")}${t("guide.title")}</h1>
    <header><div role="tablist" aria-label=${t("rules.title")} @keydown=${(event) => arrows(page, event)}>${filled(page).map((name) => tab(page, name))}</div>
      <span class="grow"></span>${start(page)}</header>
    ${repeat([ui.tab], (name) => name, (name) => text(page, name))}
    <footer>${hand(page)}<span class="progress">${progress(page)}</span><span class="grow"></span>
      ${button({ label: t("rules.button"), look: "p", off: reason(page), lead: () => lead(page), click: () => page.do({ act: "read_rules" }) })}</footer>
  </section></main>`;
}
