/** The room as the server last told it. Only `take` and `lost` change it. */

import * as clock from "./clock.js";

const KEYS = { sittings: "id", seats: "number", matters: "id", codes: "id" };
const WHOLE = ["session", "tools", "counts", "lamps"];
const FEED_LENGTH = 80;

export const room = {
  live: false,
  forbidden: false,
  known: false,
  heardAt: 0,
  seq: 0,
  session: {},
  tools: {},
  counts: {},
  lamps: {},
  sittings: new Map(),
  seats: new Map(),
  matters: new Map(),
  codes: new Map(),
  feed: [],
};

function begin() {
  for (const name of Object.keys(KEYS)) room[name] = new Map();
  room.feed = [];
}

function merge(message) {
  for (const name of WHOLE) if (message[name]) room[name] = message[name];
  for (const [name, key] of Object.entries(KEYS)) {
    for (const row of message[name] ?? []) room[name].set(row[key], row);
    for (const gone of message.gone?.[name] ?? []) room[name].delete(gone);
  }
  const lines = new Map([...room.feed, ...(message.feed ?? [])].map((line) => [line.n, line]));
  room.feed = [...lines.values()].sort((a, b) => b.n - a.n).slice(0, FEED_LENGTH);
}

/** Takes a snapshot, the next delta, or that nothing has changed. False: something is missing between, the whole must be asked for. */
export function take(message) {
  const whole = message.type === "snapshot";
  const next = room.seq + (message.type === "still" ? 0 : 1);
  clock.heard(message.now);
  if (!whole && (!room.known || message.seq !== next)) return false;
  if (whole) begin();
  merge(message);
  Object.assign(room, { live: true, forbidden: false, known: true, heardAt: message.now, seq: message.seq });
  return true;
}

/** The connection is gone, or says nothing: what is shown grows old. */
export function lost(forbidden) {
  Object.assign(room, { live: false, forbidden });
}
