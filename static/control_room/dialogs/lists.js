/** The lists behind the figures: what each is called, and what of it can be taken back (E9, E10, E12, E21). */

import { say } from "../say.js";

export const LISTS = {
  violations: {
    title: () => pgettext("list", "Violations"),
    back: {
      verb: "cancel_violation",
      label: () => gettext("Cancel violation"),
      question: (row) => say(gettext("Cancel the violation of %(name)s (%(type)s)? The entry leaves this list and stays in the journal."), row),
      body: (row, reason) => ({ violation: row.id, reason }),
    },
  },
  messages: { title: () => gettext("Messages and receipts") },
  hands: { title: () => gettext("Raised hands and answers") },
  outings: { title: () => gettext("Who was out and when") },
  attendance: {
    title: () => gettext("Attendance list"),
    back: {
      verb: "undo_present",
      may: ({ at }) => Boolean(at),
      label: () => gettext("Take the mark back"),
      question: (row) => say(gettext("Take back that %(name)s is present?"), row),
      body: (row, reason) => ({ sittings: [row.sitting], reason }),
    },
  },
  resumes: { title: () => pgettext("list", "Resumes") },
  extra_time: {
    title: () => pgettext("list", "Extra time"),
    back: {
      verb: "take_back_time",
      may: ({ given }) => given,
      label: () => gettext("Take back"),
      question: (row) => say(gettext("Take back %(granted)s of %(name)s, as far as it is not used? A new entry of the ledger does it."), row),
      body: (row, reason) => ({ entry: row.id, reason }),
    },
  },
  absences: {
    title: () => pgettext("list", "Absences"),
    back: {
      verb: "undo_absence",
      label: () => gettext("Undo absence"),
      question: (row) => say(gettext("Take back the absence of %(name)s? The candidate is “not logged in” again."), row),
      body: (row, reason) => ({ sittings: [row.sitting], reason }),
    },
  },
};

/** One list may have several entries of a person, another has one. */
export const keyOf = (row) => row.id ?? `${row.sitting} ${row.at}`;
