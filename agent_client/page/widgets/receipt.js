/** The receipt that the candidate may copy, print and have checked (F3). */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { clockTime, day } from "../times.js";
import { button, ledger, seatNumber, state } from "./parts.js";

/** Groups of four are read out and copied without losing one's place. */
const inFours = (chain) => chain.match(/.{1,4}/g) ?? [];

const hash = (page, chain) => html`<div class="hash"><small>${page.t("submitted.receipt")}</small>
  <p class="mono">${inFours(chain).map((four) => html`<span>${four}</span> `)}</p></div>`;

const confirmation = ({ t }, receipt) =>
  receipt.confirmed ? state("ok", t("submitted.confirmed")) : state("in", t("submitted.unconfirmed"));

const facts = (page, receipt) => [
  [page.t("submitted.at"), html`${clockTime(receipt.at)}　${page.t(`submitted.by.${receipt.by}`)}`],
  [page.t("submitted.answered"), page.t("submitted.answered_text", receipt)],
  [page.t("submitted.confirmation"), confirmation(page, receipt)],
];

/** On paper only: who and what the receipt is of. */
function onPaper({ t, state: { exam, identity, seat } }, receipt) {
  const rows = [
    [t("print.exam"), [exam?.name, exam?.session].filter(Boolean).join(" · ")], [t("subject"), identity?.subject],
    [t("name"), identity?.name], [t("ticket"), identity?.ticket], [t("seat_number"), seatNumber(seat)],
    [t("print.day"), day(receipt.at)],
  ];
  return html`<div class="on-paper"><h1>${t("print.title")}</h1>${ledger(rows)}</div>`;
}

/** On paper: the line that the room signed, and whoever has it can check. */
const signature = ({ t }, { signed }) =>
  signed ? html`<div class="on-paper signed"><small>${t("print.signed")}</small><p class="mono">${signed}</p></div>` : nothing;

export const receiptOf = (page, receipt) => html`
  ${onPaper(page, receipt)}${ledger(facts(page, receipt))}${hash(page, receipt.chain)}
  ${signature(page, receipt)}<p class="on-paper">${page.t("print.note")}</p><p class="soft leave">${page.t("submitted.leave")}</p>`;

/** What was typed last and came too late is owned up to. */
const tooLate = (page) =>
  page.outbox.refused("answer") ? state("fail", page.t("closed.not_saved", { count: page.outbox.refused("answer") })) : nothing;

/** 打印回执 where there is one, 结束. */
export const leaving = (page) => html`${tooLate(page)}<footer>
  ${page.state.receipt ? button({ label: page.t("submitted.print"), click: () => window.print() }) : nothing}
  ${button({ label: page.t("submitted.finish"), look: "p", click: () => page.do({ act: "finish" }) })}</footer>`;
