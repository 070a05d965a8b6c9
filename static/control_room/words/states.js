/** The words of states, phases and kinds. */

/** The words are looked up when they are shown: the catalogue is there before the page's modules, in either language. */
const STATES = {
  not_logged_in: () => pgettext("exam", "not logged in"),
  logged_in: () => pgettext("exam", "logged in"),
  in_exam: () => pgettext("exam", "in the exam"),
  submitted: () => pgettext("exam", "submitted"),
  absent: () => pgettext("exam", "absent"),
};

/** A tile has room for a word or two. */
const SHORT = {
  not_logged_in: () => pgettext("tile", "not in"),
  logged_in: () => pgettext("tile", "logged in"),
  in_exam: () => pgettext("tile", "in exam"),
  submitted: () => pgettext("tile", "submitted"),
  absent: () => pgettext("tile", "absent"),
};

const LOOKS = { not_logged_in: "idle", logged_in: "in", in_exam: "exam", submitted: "done", absent: "absent" };

const PHASES = {
  planned: () => pgettext("session", "planned"),
  waiting: () => pgettext("session", "waiting"),
  running: () => pgettext("session", "running"),
  ended: () => pgettext("session", "ended"),
  reported: () => pgettext("session", "reported"),
};

export const state = (code) => STATES[code]?.() ?? code;
export const short = (code) => SHORT[code]?.() ?? code;
export const look = (code) => LOOKS[code] ?? "idle";
export const phase = (code) => PHASES[code]?.() ?? code ?? "";
