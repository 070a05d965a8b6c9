/** After a resume: what was found again, what was lost, what was given for it (F2). */

import { html } from "../vendor/lit-html/lit-html.js";
import { causeKey } from "../time_watch.js";
import { clockTime, shortTime, signedSpan, span } from "../times.js";
import { dialog } from "./dialog.js";
import { button, ledger } from "./parts.js";

const nameOf = ({ answers, last_at, entries }) => JSON.stringify([answers, last_at, entries]);

export const isWelcome = (page) =>
  page.state.screen === "paper" && page.state.welcome_back && page.ui.welcomed !== nameOf(page.state.welcome_back);

function found({ answers, last_at }, t) {
  if (!last_at) return t("welcome.answers_plain", { count: answers });
  return t("welcome.answers_text", { count: answers, time: clockTime(last_at) });
}

function cut({ began_at, ended_at }, t) {
  if (!began_at || !ended_at) return "";
  return t("welcome.cut_text", { began: clockTime(began_at), ended: clockTime(ended_at), span: span(ended_at - began_at, t) });
}

const what = ({ ms, cause }) => (ms < 0 ? "cause.taken_back" : causeKey(cause));
const rowsOf = (entry, t) => [[t("welcome.cut"), cut(entry, t)], [t(what(entry)), html`<b>${signedSpan(entry.ms, t)}</b>`]];

function rows(page) {
  const { t, state } = page;
  const { welcome_back: back, deadline } = state;
  const end = [t(back.entries.length ? "welcome.new_end" : "welcome.end"), deadline?.at ? html`<b>${shortTime(deadline.at)}</b>` : ""];
  return [[t("welcome.answers"), found(back, t)], ...back.entries.flatMap((entry) => rowsOf(entry, t)), end];
}

export function welcomeBack(page) {
  const goOn = () => {
    page.ui.welcomed = nameOf(page.state.welcome_back);
    page.outbox.put("seen/welcome_back", { act: "notice_seen", id: "welcome_back" });
  };
  const content = html`${ledger(rows(page))}<footer>${button({ label: page.t("welcome.button"), look: "p", click: goOn })}</footer>`;
  return dialog({ kind: "card back", title: page.t("welcome.title"), content, begins: ".btn", close: goOn });
}
