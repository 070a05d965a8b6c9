/** Says when time runs short and when the deadline has moved (C4, F2). */

import { shortTime, clockTime, signedSpan, span } from "./times.js";

const MINUTES = [15, 5, 1];
const MINUTE_MS = 60_000;
const CAUSES = ["extra_time", "credit", "interruption"];

export const causeKey = (cause) => `cause.${CAUSES.includes(cause) ? cause : "other"}`;

/** Notices carry functions of the words, so that they change language with the page. */
const left = (minutes, end) => ({
  look: minutes === 1 ? "alarm" : "warn",
  head: (t) => t("notice.left", { minutes }),
  text: (t) => t(minutes === 1 ? "notice.last_text" : "notice.left_text", { end: shortTime(end) }),
});

const moved = (end) => ({
  look: "in",
  head: (t) => t("notice.end_moved"),
  text: (t) => t("notice.end_moved_text", { end: shortTime(end) }),
});

const lost = ({ began_at, ended_at }, t) =>
  began_at && ended_at ? t("notice.lost", { began: clockTime(began_at), ended: clockTime(ended_at) }) : "";

const given = (entry, end) => ({
  look: "in",
  head: (t) => `${signedSpan(entry.ms, t)} ${t(causeKey(entry.cause))}`,
  text: (t) =>
    t("notice.given", { lost: lost(entry, t), cause: t(causeKey(entry.cause)), span: span(entry.ms, t), end: shortTime(end) }),
});

const takenBack = (entry, end) => ({
  look: "warn",
  head: (t) => `${signedSpan(entry.ms, t)} ${t("cause.taken_back")}`,
  text: (t) => t("notice.taken_back", { span: span(entry.ms, t), end: shortTime(end) }),
});

const said = (entry, end) => (entry.ms < 0 ? takenBack(entry, end) : given(entry, end));

export class TimeWatch {
  #deadline = null;
  #remaining = null;

  /** What is to be said about this deadline, of which `remaining` ms are left; the first look says nothing. */
  look(deadline, remaining) {
    const said = [...this.#movement(deadline), ...this.#shortage(deadline, remaining)];
    if (deadline.at !== null) [this.#deadline, this.#remaining] = [deadline, remaining];
    return said;
  }

  /** Another sitting: what comes next is a first look again. */
  forget() {
    this.#deadline = this.#remaining = null;
  }

  #movement(deadline) {
    const before = this.#deadline;
    if (!before || deadline.at === null || deadline.version === before.version) return [];
    const entries = deadline.entries.slice(before.entries.length).filter((entry) => entry.ms);
    if (entries.length) return entries.map((entry) => said(entry, deadline.at));
    return deadline.at === before.at ? [] : [moved(deadline.at)];
  }

  #shortage(deadline, remaining) {
    const before = this.#remaining;
    if (before === null || deadline.at === null) return [];
    const passed = MINUTES.filter((minutes) => before > minutes * MINUTE_MS && remaining <= minutes * MINUTE_MS);
    return passed.slice(-1).map((minutes) => left(minutes, deadline.at));
  }
}
