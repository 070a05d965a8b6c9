/** What has been lost and nobody has settled, as the board tells it (F2). */

import * as server from "./clock.js";
import { room } from "./room.js";

const SAME_FAULT_MS = 5000;

/** {sitting, cause, began, ended, sure} of everybody. */
export const losses = () =>
  [...room.sittings.values()].flatMap(({ id, losses: own = [] }) => own.map((loss) => ({ ...loss, sitting: id })));

/** How long it was; of one that goes on, how long so far. */
export const lengthOf = ({ began, ended }) => (ended ?? server.now()) - began;

/** Of one candidate, as far as it is sure. */
export const lostBy = ({ losses: own = [] }) => own.filter(({ sure }) => sure).reduce((sum, loss) => sum + lengthOf(loss), 0);

/** A machine that is silent has kept answers meanwhile: up to `written` nothing was lost there. */
const since = (loss, written) => (loss.sure ? loss : { ...loss, began: Math.max(loss.began, written) });

/** Of one candidate, also what becomes sure only when the machine is left: what a resume now would give back. */
export const lostSoFar = ({ losses: own = [] }, written = 0) =>
  own.reduce((sum, loss) => sum + Math.max(0, lengthOf(since(loss, written))), 0);

const seatOf = ({ sitting }) => room.sittings.get(sitting)?.seat ?? Number.MAX_SAFE_INTEGER;
const bySeat = (a, b) => seatOf(a) - seatOf(b) || a.began - b.began;

/** When the first of them began. */
export const beganAt = (fault) => Math.min(...fault.map(({ began }) => began));

/** Those that began within five seconds of one another are of one fault; each fault in the order of the seats. */
export function faults(some) {
  const found = [];
  for (const loss of [...some].sort((a, b) => a.began - b.began)) {
    const last = found.at(-1);
    if (last && loss.began - last.at(-1).began <= SAME_FAULT_MS) last.push(loss);
    else found.push([loss]);
  }
  return found.map((fault) => fault.sort(bySeat));
}

export const keyOf = ({ sitting, began }) => `${sitting} ${began}`;
