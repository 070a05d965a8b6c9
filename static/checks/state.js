/** The picture of the check as the server tells it, and what this page shows of it. */

export const check = { known: false, live: false, forbidden: false, seq: 0, run: {}, figures: {}, needs: { rows: [] }, last: null, seats: new Map() };
export const view = { tab: "all", busy: false, fault: "", own: null };

const SINGLE = ["run", "figures", "needs", "last"];

function put(message) {
  for (const name of SINGLE) if (name in message) check[name] = message[name];
  for (const seat of message.seats ?? []) check.seats.set(seat.number, seat);
  for (const number of message.gone?.seats ?? []) check.seats.delete(number);
}

/** Takes a snapshot, what follows, or that nothing has changed; false when something between was missed. */
export function take(message) {
  const next = check.seq + (message.type === "still" ? 0 : 1);
  if (message.type === "snapshot") check.seats.clear();
  else if (!check.known || message.seq !== next) return false;
  put(message);
  Object.assign(check, { known: true, live: true, forbidden: false, seq: message.seq });
  return true;
}

export function lost(forbidden) {
  Object.assign(check, { live: false, forbidden });
}

const ORDER = { failed: 0, checking: 1, passed: 2, waiting: 3 };
const TABS = { all: () => true, failed: ({ state }) => state === "failed", checking: ({ state }) => state === "checking" };

/** What has failed comes first, then what is under way. */
export const shown = () =>
  [...check.seats.values()].filter(TABS[view.tab]).sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.number - b.number);

export const running = () => check.run.state === "running";
