/** What waits for a person, as the server opened it; machines that fell together are one matter with its seats (F4). */

import { beganAt, faults, lengthOf, losses } from "./losses.js";
import { room } from "./room.js";
import { isTogether } from "./words/matters.js";

const TOGETHER_MS = 5000; // a dead switch takes its machines away within seconds: one matter, not twenty

/** Each is joined to the one before of its kind, so that a machine that falls a little later still belongs to them. */
function groups(matters) {
  const found = [];
  const last = new Map();
  for (const matter of [...matters].sort((a, b) => a.since - b.since || a.id - b.id)) {
    const group = isTogether(matter) && last.get(matter.kind);
    if (group && matter.since - group.at(-1).since <= TOGETHER_MS) group.push(matter);
    else {
      last.set(matter.kind, [matter]);
      found.push(last.get(matter.kind));
    }
  }
  return found;
}

const all = (group, name) => [...new Set(group.flatMap((matter) => matter[name] ?? []))];

/** The names of those who see to it; of a group whoever sees to one of them. */
const takers = (group) => [...new Map(group.map(({ taken }) => taken).filter(Boolean).map((taken) => [taken.by, taken])).values()];

/** `id` stays the same while others join. */
const asOne = (group) => ({
  id: Math.min(...group.map(({ id }) => id)),
  ids: group.map(({ id }) => id),
  kind: group[0].kind,
  since: group[0].since,
  seats: all(group, "seats").sort((a, b) => a - b),
  sittings: all(group, "sittings"),
  values: group.length === 1 ? group[0].values : {},
  takers: takers(group),
  isTaken: group.every(({ taken }) => taken),
});

const WORTH_MS = 5000;

/** `own`: found by the page itself; it ends with its cause, and cannot be put away or taken. */
const asLoss = (fault) => ({
  id: `lost_time ${beganAt(fault)}`,
  kind: "lost_time",
  own: true,
  since: beganAt(fault),
  seats: fault.map(({ sitting }) => room.sittings.get(sitting).seat).filter((seat) => seat !== null).sort((a, b) => a - b),
  sittings: fault.map(({ sitting }) => sitting),
  values: { lost_ms: Math.max(...fault.map(lengthOf)) },
  takers: [],
});

/** What was measured and waits to be given back (F2); a moment is only in its dialog. */
const lost = () => faults(losses().filter((loss) => loss.sure && lengthOf(loss) >= WORTH_MS)).map(asLoss);

/** Open matters, those that belong together as one. */
export const matters = () => [...groups([...room.matters.values()]).map(asOne), ...lost()];
