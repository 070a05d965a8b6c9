/** What waits for a person: the fixed order of kinds, what each says, and the act that settles it (F4). */

import { seat } from "../people.js";
import { say } from "../say.js";
import { clock, span } from "../times.js";

/** First in this list is first on the page. `acts`: dialogs offered, the first is the proposal; `settles`: an act on the matter itself. */
const KINDS = {
  offline: { look: "alarm", title: () => gettext("offline"), acts: ["resume"] },
  second_machine: { look: "alarm", title: () => gettext("second login refused"), acts: ["resume"] },
  other_seat: { look: "warn", title: () => gettext("logged in at another seat"), acts: [] },
  hand_raised: { look: "alarm", title: () => gettext("raised a hand"), acts: [] },
  answer_conflict: { look: "alarm", title: () => gettext("answers differ from the machine"), acts: [] },
  machine_ahead: { look: "alarm", title: () => gettext("the machine knows more than the server"), acts: [] },
  quarantined_answers: { look: "alarm", title: () => gettext("answers from the old machine, kept apart"), acts: [] },
  save_not_holder: { look: "alarm", title: () => gettext("answers from a machine that never held them"), acts: [] },
  late_answers: { look: "alarm", title: () => gettext("answers came after the deadline"), acts: [] },
  lost_time: { look: "warn", title: () => gettext("lost time to settle"), acts: ["give_back"] },
  two_links: { look: "alarm", title: () => gettext("two machines with one identity"), acts: [] },
  equal_fingerprints: { look: "warn", title: () => gettext("two machines look the same"), acts: [] },
  seat_claimed: { look: "warn", title: () => gettext("asks for a seat number that is taken"), acts: [] },
  enrolment_closed: { look: "warn", title: () => gettext("an unknown machine waits"), acts: [], settles: "admit_machine" },
  clock_step: { look: "warn", title: () => gettext("server clock was set"), acts: [] },
  centre_away: { look: "warn", title: () => gettext("test centre does not answer"), acts: [] },
  disk_low: { look: "warn", title: () => gettext("little disk space left"), acts: [] },
};

const UNKNOWN = { look: "warn", title: (code) => say(gettext("needs attention (%(code)s)"), { code }), acts: [] };

const DETAILS = {
  lost_ms: (ms) => say(gettext("%(span)s each at most"), { span: span(ms) }),
  words: (words) => say(gettext("“%(words)s”"), { words }),
  saved_at: (ms) => say(gettext("last save %(time)s"), { time: clock(ms) }),
  planned: (number) => say(gettext("planned seat %(seat)s"), { seat: seat(number) }),
  held_at: (number) => say(gettext("works at seat %(seat)s"), { seat: seat(number) }),
  number: (number) => say(gettext("seat number %(seat)s"), { seat: seat(number) }),
  address: (address) => say(gettext("from %(address)s"), { address }),
  addresses: (all) => say(gettext("at %(addresses)s"), { addresses: all.join(gettext(", ")) }),
  hostname: (name) => say(gettext("computer %(name)s"), { name }),
  step_ms: (ms) => say(gettext("by %(span)s"), { span: span(Math.abs(ms)) }),
};

const RANKS = new Map(Object.keys(KINDS).map((kind, rank) => [kind, rank]));
const rank = ({ kind }) => RANKS.get(kind) ?? RANKS.size;

export const kindOf = ({ kind }) => ({ ...(KINDS[kind] ?? UNKNOWN), title: (KINDS[kind] ?? UNKNOWN).title(kind) });

/** The values that the page has words for. */
export const details = ({ values }) =>
  Object.entries(DETAILS)
    .filter(([name]) => values?.[name] !== undefined && values[name] !== null)
    .map(([name, words]) => words(values[name]));

export const inOrder = (matters) => [...matters].sort((a, b) => rank(a) - rank(b) || a.since - b.since);
