/** What waits for a person: what the server opened, and who has been offline in the exam for long (F4). */

import * as server from "./clock.js";
import { faults, lengthOf, losses } from "./losses.js";
import { room } from "./room.js";

const LONG_MS = 30_000;
const TOGETHER_MS = 5000; // a dead switch takes its machines away within seconds: one matter, not twenty

const isLong = ({ state, online, link_since: since }) => state === "in_exam" && online === false && since && server.now() - since > LONG_MS;

function cuts(sittings) {
  const inOrder = sittings.sort((a, b) => a.link_since - b.link_since);
  const groups = [];
  for (const sitting of inOrder) {
    const last = groups.at(-1);
    if (last && sitting.link_since - last.at(-1).link_since <= TOGETHER_MS) last.push(sitting);
    else groups.push([sitting]);
  }
  return groups;
}

const asMatter = (sittings) => ({
  id: `offline ${sittings[0].id}`,
  kind: "offline",
  own: true,
  since: sittings[0].link_since,
  seats: sittings.map(({ seat }) => seat).filter((seat) => seat !== null).sort((a, b) => a - b),
  sittings: sittings.map(({ id }) => id),
  values: sittings.length === 1 ? { saved_at: sittings[0].saved_at } : {},
});

const WORTH_MS = 5000;

const asLoss = (fault) => ({
  id: `lost_time ${fault[0].began}`,
  kind: "lost_time",
  own: true,
  since: fault[0].began,
  seats: fault.map(({ sitting }) => room.sittings.get(sitting).seat).filter((seat) => seat !== null).sort((a, b) => a - b),
  sittings: fault.map(({ sitting }) => sitting),
  values: { lost_ms: Math.max(...fault.map(lengthOf)) },
});

/** What was measured and waits to be given back (F2); a moment is only in its dialog. */
const lost = () => faults(losses().filter((loss) => loss.sure && lengthOf(loss) >= WORTH_MS)).map(asLoss);

/** Open matters. One that the page found by itself (`own`) ends with its cause and cannot be put away. */
export function matters() {
  const told = [...room.matters.values()];
  const known = new Set(told.filter(({ kind }) => kind === "offline").flatMap(({ sittings }) => sittings));
  const long = [...room.sittings.values()].filter((sitting) => isLong(sitting) && !known.has(sitting.id));
  return [...told, ...cuts(long).map(asMatter), ...lost()];
}
