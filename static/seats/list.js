/** The seat list as the server last told it. Only `take` and `lost` change it. */

import * as clock from "../control_room/clock.js";

const TABLES = ["seats", "waiting", "conflicts"];
const WHOLE = ["room", "counts"];

export const list = {
  live: false,
  forbidden: false,
  known: false,
  heardAt: 0,
  seq: 0,
  room: {},
  counts: {},
  seats: new Map(),
  waiting: new Map(),
  conflicts: new Map(),
};

function merge(message) {
  for (const name of WHOLE) if (message[name]) list[name] = message[name];
  for (const name of TABLES) {
    for (const row of message[name] ?? []) list[name].set(row.id, row);
    for (const gone of message.gone?.[name] ?? []) list[name].delete(gone);
  }
}

/** Takes a snapshot, the next delta, or that nothing has changed. False: something is missing between, the whole must be asked for. */
export function take(message) {
  const whole = message.type === "snapshot";
  const next = list.seq + (message.type === "still" ? 0 : 1);
  clock.heard(message.now);
  if (!whole && (!list.known || message.seq !== next)) return false;
  if (whole) for (const name of TABLES) list[name] = new Map();
  merge(message);
  Object.assign(list, { live: true, forbidden: false, known: true, heardAt: message.now, seq: message.seq });
  return true;
}

/** The connection is gone, or says nothing: what is shown grows old. */
export const lost = (forbidden) => Object.assign(list, { live: false, forbidden });

/** The seats in the order of their numbers. */
export const inOrder = () => [...list.seats.values()].sort((a, b) => a.number - b.number);

/** The conflicts at a seat, or with null those at none. */
export const conflictsAt = (seat) => [...list.conflicts.values()].filter((conflict) => conflict.seat === seat);

export const three = (number) => String(number).padStart(3, "0");
