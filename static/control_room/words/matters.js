/** What waits for a person: the fixed order of kinds, what each says, and the act that settles it (F4). */

import { neverCame, seat } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { clock, minute, span } from "../times.js";

/**
 * First in this list is first on the page: alarms, then what warns, then what only reminds. `acts`: dialogs for the candidates concerned, the first is the proposal;
 * `opens`: a dialog of the toolbar; `shows`: a dialog that only tells; `settles`: an act on the matter itself; `does`: an act on the room;
 * `together`: seats that came to it at once are one matter; `now`: what is known at this moment.
 */
const KINDS = {
  server_disk_low: { look: "alarm", title: () => gettext("the server's disk is nearly full") },
  offline: { look: "alarm", title: () => gettext("offline"), acts: ["resume"], together: true },
  second_machine: { look: "alarm", title: () => gettext("second login refused"), acts: ["resume"] },
  save_old: { look: "alarm", title: () => gettext("answers do not reach the server"), acts: ["resume"], together: true },
  hand_raised: { look: "alarm", title: () => gettext("raised a hand"), acts: ["answer_hand"] },
  login_locked: { look: "alarm", title: () => gettext("login locked after wrong tries"), settles: "release_login" },
  not_me: { look: "alarm", title: () => gettext("a wrong ticket number was typed: “not me”") },
  package_waiting: { look: "alarm", title: () => gettext("answer package imported, not resumed yet"), acts: ["resume"] },
  answer_conflict: { look: "alarm", title: () => gettext("answers differ from the machine") },
  machine_ahead: { look: "alarm", title: () => gettext("the machine knows more than the server") },
  quarantined_answers: { look: "alarm", title: () => gettext("answers from the old machine, kept apart"), shows: "set_aside" },
  save_not_holder: { look: "alarm", title: () => gettext("answers from a machine that never held them") },
  late_answers: { look: "alarm", title: () => gettext("answers came after the deadline"), shows: "set_aside" },
  unfit_answers: { look: "warn", title: () => gettext("answers that their questions cannot have, set aside"), shows: "set_aside" },
  two_links: { look: "alarm", title: () => gettext("two machines with one identity") },
  not_back: { look: "warn", title: () => gettext("resumed, not logged in again"), together: true },
  lost_time: { look: "warn", title: () => gettext("lost time to settle"), acts: ["give_back"], together: true },
  equal_fingerprints: { look: "warn", title: () => gettext("two machines look the same") },
  seat_claimed: { look: "warn", title: () => gettext("asks for a seat number that is taken") },
  other_seat: { look: "warn", title: () => gettext("logged in at another seat") },
  enrolment_closed: { look: "warn", title: () => gettext("an unknown machine waits"), settles: "admit_machine" },
  window_authorise: { look: "warn", title: () => gettext("the session can be authorised now"), opens: "authorise" },
  window_login: { look: "warn", title: () => gettext("login can be allowed now"), opens: "allow_login" },
  window_start: { look: "warn", title: () => gettext("the exam can be started now"), opens: "allow_start" },
  rules_unread: { look: "warn", title: () => gettext("has not read the rules"), together: true },
  no_answer: { look: "warn", title: () => gettext("writes nothing"), together: true },
  deadline_unseen: { look: "warn", title: () => gettext("does not confirm the new end"), together: true },
  late_limit: { look: "warn", title: () => gettext("late limit reached: absences to register"), opens: "register_absence", now: () => missing() },
  clock_step: { look: "warn", title: () => gettext("server clock was set") },
  clock_far: { look: "warn", title: () => gettext("machine's clock is far off"), together: true },
  disk_low: { look: "warn", title: () => gettext("little disk space left"), together: true },
  battery_low: { look: "warn", title: () => gettext("battery nearly empty"), together: true },
  client_other: { look: "warn", title: () => gettext("another version of the candidate program"), together: true },
  address_changed: { look: "warn", title: () => gettext("network address has changed"), together: true },
  centre_away: { look: "warn", title: () => gettext("test centre does not answer"), does: "reconnect" },
  all_submitted: { look: "ok", title: () => gettext("everybody has handed in or is absent"), opens: "end_session" },
};

const UNKNOWN = { look: "warn", title: (code) => say(gettext("needs attention (%(code)s)"), { code }) };
const NOTHING = { acts: [], opens: "", shows: "", settles: "", does: "", together: false, now: () => "" };

function missing() {
  const count = [...room.sittings.values()].filter(neverCame).length;
  return say(gettext("%(count)s never logged in"), { count });
}

const gigabytes = (mb) => (mb / 1000).toFixed(1);

const DETAILS = {
  lost_ms: (ms) => say(gettext("%(span)s each at most"), { span: span(ms) }),
  words: (words) => say(gettext("“%(words)s”"), { words }),
  saved_at: (ms) => say(gettext("last save %(time)s"), { time: clock(ms) }),
  planned: (number) => say(gettext("planned seat %(seat)s"), { seat: seat(number) }),
  held_at: (number) => say(gettext("works at seat %(seat)s"), { seat: seat(number) }),
  number: (number) => say(gettext("seat number %(seat)s"), { seat: seat(number) }),
  before: (address) => say(gettext("at login %(address)s"), { address }),
  address: (address) => say(gettext("from %(address)s"), { address }),
  addresses: (all) => say(gettext("at %(addresses)s"), { addresses: all.join(gettext(", ")) }),
  hostname: (name) => say(gettext("computer %(name)s"), { name }),
  free_mb: (mb) => say(gettext("%(size)s GB free"), { size: gigabytes(mb) }),
  battery: (percent) => say(gettext("%(percent)s per cent left"), { percent }),
  changes: (count) => say(ngettext("%(count)s change", "%(count)s changes", count), { count }),
  began: (ms) => say(gettext("from %(time)s"), { time: clock(ms) }),
  ended: (ms) => say(gettext("to %(time)s"), { time: clock(ms) }),
  client: (client) => client,
  usual: (client) => say(gettext("most have %(client)s"), { client }),
  until: (ms) => say(gettext("until %(time)s"), { time: minute(ms) }),
  step_ms: (ms) => say(gettext("by %(span)s"), { span: span(Math.abs(ms)) }),
};

const RANKS = new Map(Object.keys(KINDS).map((kind, rank) => [kind, rank]));
const rank = ({ kind }) => RANKS.get(kind) ?? RANKS.size;

export const kindOf = ({ kind }) => ({ ...NOTHING, ...(KINDS[kind] ?? UNKNOWN), title: (KINDS[kind] ?? UNKNOWN).title(kind) });

export const isTogether = ({ kind }) => KINDS[kind]?.together ?? false;

export const isAlarm = ({ kind }) => (KINDS[kind] ?? UNKNOWN).look === "alarm";

/** The values that the page has words for. */
export const details = ({ values }) =>
  Object.entries(DETAILS)
    .filter(([name]) => values?.[name] !== undefined && values[name] !== null)
    .map(([name, words]) => words(values[name]));

export const inOrder = (matters) => [...matters].sort((a, b) => rank(a) - rank(b) || a.since - b.since);
