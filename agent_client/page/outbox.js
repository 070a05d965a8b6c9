/** Acts on their way to the daemon's disk: the newest of each slot, one after another, kept until answered (C3). */

import { Refused, waits } from "./acts.js";

const TYPING_PAUSE_MS = 400;
const RETRY_MS = 1500;
const ON_THE_WAY = ["typed", "due", "sending", "held"]; // held: until nothing lies over the screen any more

export class Outbox {
  away = false;
  lastSaved = 0; // the highest n that the daemon answered
  #entries = new Map();
  #running = false;
  #send;
  #changed;
  #wake = () => {};

  /** `send(act)` carries one out; `changed()` is told whenever something moved. */
  constructor({ send, changed }) {
    this.#send = send;
    this.#changed = changed;
  }

  /** Sends `act` at once, with `pause` after a moment without another one for its slot, with `hold` not before `flush`. */
  put(slot, act, { pause = false, hold = false } = {}) {
    const entry = this.#entries.get(slot) ?? {};
    clearTimeout(entry.timer);
    Object.assign(entry, { act, phase: pause || hold ? "typed" : "due" });
    if (pause && !hold) entry.timer = setTimeout(() => this.flush(), TYPING_PAUSE_MS);
    this.#entries.set(slot, entry);
    this.#changed();
    this.#run();
  }

  /** The act of that slot which the state may not show yet. */
  newest(slot) {
    return this.#entries.get(slot)?.act;
  }

  phase(slot) {
    return this.#entries.get(slot)?.phase;
  }

  reason(slot) {
    return this.#entries.get(slot)?.reason ?? "";
  }

  /** How many acts of these kinds the daemon has not answered yet. */
  waiting(...kinds) {
    return this.#count((entry) => ON_THE_WAY.includes(entry.phase), kinds);
  }

  refused(...kinds) {
    return this.#count((entry) => entry.phase === "refused", kinds);
  }

  /** Sends what still waits for the end of typing. */
  flush() {
    this.#turn("typed", "due");
  }

  /** Tries again what was refused: what stood in the way may be gone. */
  tryAgain() {
    this.#turn("refused", "due");
  }

  /** Nothing lies over the screen: what was held back goes on. */
  goOn() {
    this.#turn("held", "due");
  }

  /** The daemon is there again: no more waiting. */
  wake() {
    this.#wake();
  }

  /** Forgets what the daemon has answered and `shows(act, n)` finds in the state. */
  settle(shows) {
    for (const [slot, { act, phase, n }] of this.#entries) {
      if (phase === "saved" && shows(act, n)) this.#entries.delete(slot);
    }
  }

  /** Another sitting begins, or this one is over. */
  clear() {
    this.#entries.forEach((entry) => clearTimeout(entry.timer));
    this.#entries.clear();
    this.lastSaved = 0;
    this.away = false;
  }

  #count(which, kinds) {
    return [...this.#entries.values()].filter((entry) => which(entry) && kinds.includes(entry.act.act)).length;
  }

  #turn(from, to) {
    for (const entry of this.#entries.values()) if (entry.phase === from) entry.phase = to;
    this.#run();
  }

  #next() {
    return [...this.#entries.values()].find((entry) => entry.phase === "due");
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let entry = this.#next(); entry; entry = this.#next()) await this.#deliver(entry);
    this.#running = false;
  }

  async #deliver(entry) {
    const { act } = entry;
    entry.phase = "sending";
    this.#changed();
    const outcome = await this.#tried(act);
    if (entry.act === act) Object.assign(entry, outcome); // else a newer one took its place meanwhile
    this.#changed();
    if (this.away) await this.#pause();
  }

  async #tried(act) {
    try {
      const { n } = await this.#send(act);
      this.away = false;
      this.lastSaved = Math.max(this.lastSaved, n ?? 0);
      return { phase: "saved", n };
    } catch (fault) {
      this.away = !(fault instanceof Refused);
      if (waits(fault)) return { phase: "held" };
      return this.away ? { phase: "due" } : { phase: "refused", reason: fault.message };
    }
  }

  #pause() {
    return new Promise((resume) => {
      this.#wake = resume;
      setTimeout(resume, RETRY_MS);
    });
  }
}
