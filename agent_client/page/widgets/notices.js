/** The strip under the bar: what holds now (no button), then what is to be read, newest first. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { clockTime } from "../times.js";
import { button } from "./parts.js";

const MOST_SHOWN = 2;

const standing = (look, head, text) => ({ id: head, look, head: (t) => t(head), text });

function offlineText(page, t) {
  const { pending, oldest_pending_at } = page.state.safety;
  const waiting = pending && oldest_pending_at && t("notice.offline_pending", { count: pending, time: clockTime(oldest_pending_at) });
  return [t("notice.offline_text"), waiting].filter(Boolean).join(" ");
}

const away = (page) =>
  page.inExam
    ? standing("warn", "notice.away", (t) => t("notice.away_text"))
    : standing("warn", "notice.away_calm", (t) => t("notice.away_calm_text"));

/** Without a server the answers can still be taken away by hand. */
const exportIt = (page) => button({ label: page.t("export.button"), click: () => page.show("export") });

const toExport = (page) => (page.state.identity ? exportIt(page) : nothing);

/** Whoever was here has gone, and the answers are nowhere else: nobody may switch off, or put the disk back. */
const onlyHere = ({ state }) => ({
  ...standing("warn", "notice.only_here", (t) => t("notice.only_here_text", { count: state.undelivered })),
  does: exportIt,
});

const offline = (page) => ({
  ...(page.inExam
    ? standing("warn", "notice.offline", (t) => offlineText(page, t))
    : standing("warn", "notice.offline_calm", (t) => t("notice.offline_calm_text"))),
  does: toExport,
});

const over = standing("alarm", "notice.over", (t) => t("notice.over_text"));

/** Nothing to be read off: it goes away by itself. */
function holding(page) {
  const { state } = page;
  if (state.screen === "number") return []; // for the staff, who see the link beside the number
  const timeIsUp = state.screen === "paper" && state.deadline && page.remaining === 0;
  const noLink = page.away ? away(page) : state.link?.online ? null : offline(page);
  const left = state.undelivered && !state.identity ? onlyHere(page) : null;
  return [timeIsUp ? over : null, left, noLink].filter(Boolean);
}

const seen = (page, id) => button({ label: page.t("notice.seen"), click: () => page.saw(id) });

const strip = (page, notice, more) => html`
  <div class="notice ${notice.look}">
    <p><b>${notice.head(page.t)}</b> <span>${notice.text(page.t)}</span></p>
    ${more ? html`<span class="soft more">${page.t("notice.more", { count: more })}</span>` : nothing}
    ${notice.does?.(page) ?? nothing}${notice.at === undefined ? nothing : seen(page, notice.id)}
  </div>`;

export function notices(page) {
  const toRead = page.notices.open(page.state);
  const shown = toRead.slice(0, MOST_SHOWN);
  const more = (notice) => (notice === shown.at(-1) ? toRead.length - shown.length : 0);
  const all = [...holding(page), ...shown];
  return html`<div class="notices" role="status" ?data-region=${shown.length > 0 || all.some(({ does }) => does)}>
    ${repeat(all, ({ id }) => id, (notice) => strip(page, notice, more(notice)))}
  </div>`;
}
