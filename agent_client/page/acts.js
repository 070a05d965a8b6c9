/** One act of the candidate, handed to the daemon (docs/local-page.md). */

const MOST_WAITED_MS = 8000;

/** The daemon said no; `code` and its own words. */
export class Refused extends Error {
  constructor({ code, text }) {
    super(text);
    this.code = code;
  }
}

/** Refused only for as long as something lies over the screen. */
const COVERED = ["interrupted", "locked"];

export const waits = (fault) => fault instanceof Refused && COVERED.includes(fault.code);

/** Nobody knows whether it was carried out: no answer, or none that the daemon gives. */
export class Unreachable extends Error {}

async function post(act) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(act) };
  const answer = await fetch("/do", { ...request, signal: AbortSignal.timeout(MOST_WAITED_MS) });
  return [answer.status, await answer.json()];
}

/** What the daemon answers once `act` is durable. Throws `Refused` or `Unreachable`. */
export async function carryOut(act) {
  const [status, said] = await post(act).catch((fault) => {
    throw new Unreachable(fault.message);
  });
  if (status === 200 && said.ok) return said;
  if (status === 409) throw new Refused(said);
  throw new Unreachable(`HTTP ${status}`);
}
