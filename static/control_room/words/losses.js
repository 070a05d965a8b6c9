/** Why a candidate could not answer, and what a line of the ledger is called. */

const CAUSES = {
  stopped: () => gettext("the exam program did not run"),
  page: () => gettext("no exam page was open"),
  asleep: () => gettext("the machine was asleep"),
  opening: () => gettext("the paper was not open yet"),
  moved: () => gettext("on the way to another machine"),
  link: () => gettext("offline, may be working on"),
};

export const cause = (code) => CAUSES[code]?.() ?? code;

const ENTRIES = {
  extra_time: () => pgettext("exam", "extra time"),
  credit: () => pgettext("exam", "credit"),
  interruption: () => pgettext("exam", "interruption"),
};

export const entryName = (code) => ENTRIES[code]?.() ?? code;
