/** What waits for a person, as the server opened it; machines that fell together are one matter with its seats (F4). */

import { lengthOf } from "./losses.js";
import { place } from "./people.js";
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

/** In the order of their seats. */
const people = (group) =>
  all(group, "sittings")
    .map((id) => room.sittings.get(id))
    .filter(Boolean)
    .sort((a, b) => place(a) - place(b));

/** Of who is at no machine, the number that the tile shows too. */
const seatsOf = (group) => (all(group, "seats").length ? all(group, "seats") : people(group).map(place));

/** The most that one of them has lost there; it may still grow. */
function lost(group) {
  const begins = new Set(group.map(({ since }) => since));
  const spans = people(group).flatMap(({ losses = [] }) => losses.filter(({ sure, began }) => sure && begins.has(began)).map(lengthOf));
  return spans.length ? { lost_ms: Math.max(...spans) } : {};
}

function values(group) {
  if (group[0].kind === "lost_time") return lost(group);
  return group.length === 1 ? group[0].values : {};
}

/** `id` stays the same while others join. */
const asOne = (group) => ({
  id: Math.min(...group.map(({ id }) => id)),
  ids: group.map(({ id }) => id),
  kind: group[0].kind,
  since: group[0].since,
  seats: seatsOf(group).sort((a, b) => a - b),
  sittings: people(group).map(({ id }) => id),
  values: values(group),
  takers: takers(group),
  isTaken: group.every(({ taken }) => taken),
});

/** Open matters, those that belong together as one. */
export const matters = () => groups([...room.matters.values()]).map(asOne);
