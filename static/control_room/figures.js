/** The figures of the status bar: what each one counts. */

import { room } from "./room.js";
import { state } from "./words/states.js";

const entered = ({ state: now }) => now === "logged_in" || now === "in_exam";

export const isOffline = (sitting) => entered(sitting) && !sitting.online;

const ofState = (code, look) => ({ code, look, label: () => state(code), has: (sitting) => sitting.state === code });

/** In the manual's order. `list` opens a list of entries, the others filter. */
export const FIGURES = [
  { code: "expected", label: () => pgettext("figure", "Expected"), has: () => true },
  ofState("not_logged_in", "idle"),
  ofState("logged_in", "in"),
  ofState("in_exam", "exam"),
  ofState("submitted", "done"),
  { ...ofState("absent", "absent"), list: "absences" },
  { code: "offline", look: "alarm", label: () => pgettext("figure", "Offline"), has: isOffline, apart: true },
  { code: "extra_time", label: () => pgettext("figure", "Extra time"), has: (s) => s.extra_ms > 0 || s.credit_ms > 0, list: "extra_time" },
  { code: "violation", label: () => pgettext("figure", "Violations"), has: (s) => s.violations > 0, list: "violations" },
  { code: "resume", label: () => pgettext("figure", "Resumes"), has: (s) => s.resumes > 0, list: "resumes" },
  { code: "all", label: () => pgettext("figure", "All"), has: () => true },
  { code: "present", label: () => pgettext("figure", "Present"), has: () => true, dialog: "attendance", apart: true },
];

/** How many the server counts; while it has not said, nothing. */
export const figure = (code) => room.counts[code] ?? "";

/** Whether a sitting belongs to the figure; every one belongs to none and to a total. */
export const belongs = (sitting, code) => FIGURES.find((one) => one.code === code)?.has(sitting) ?? true;
