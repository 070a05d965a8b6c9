/** How the end is made up: what was lost, what was given for it, what was taken back (F1, F2). */

import { html } from "../vendor/lit-html/lit-html.js";
import { causeKey } from "../time_watch.js";
import { clockTime, shortTime, signedSpan, span } from "../times.js";
import { dialog } from "./dialog.js";
import { button, ledger } from "./parts.js";

function cut({ began_at, ended_at }, t) {
  return began_at && ended_at ? t("welcome.cut_text", { began: clockTime(began_at), ended: clockTime(ended_at), span: span(ended_at - began_at, t) }) : "";
}

/** An interruption that goes on has given nothing yet. */
function given({ ms, began_at, ended_at }, t) {
  if (ms) return html`<b>${signedSpan(ms, t)}</b>`;
  return began_at && !ended_at ? t("time.stands") : t("ledger.nothing");
}

const nameOf = ({ ms, cause }, t) => t(ms < 0 ? "cause.taken_back" : causeKey(cause));

const rowsOf = (entry, t) => [[t("welcome.cut"), cut(entry, t)], [nameOf(entry, t), given(entry, t)]];

function rows({ t, state: { deadline } }) {
  const accommodation = deadline.accommodation_ms ? signedSpan(deadline.accommodation_ms, t) : "";
  return [
    [t("ledger.start"), deadline.start_at && shortTime(deadline.start_at)],
    [t("ledger.duration"), span(deadline.duration_ms, t)],
    [t("ledger.accommodation"), accommodation],
    ...deadline.entries.flatMap((entry) => rowsOf(entry, t)),
    [t("time.end"), html`<b>${deadline.at ? shortTime(deadline.at) : t("time.stands")}</b>`],
  ];
}

export function ledgerDialog(page) {
  const close = () => page.show(null);
  const content = html`${ledger(rows(page))}<footer>${button({ label: page.t("ledger.close"), look: "p", click: close })}</footer>`;
  return dialog({ kind: "card ledger-card", title: page.t("ledger.title"), content, close });
}
