/** The server's time, carried on from the last state by the browser's monotonic clock (C4). */

const JITTER_MS = 250;

export class Clock {
  #ahead = -Infinity; // of the monotonic clock

  /**
   * `now`: ms since 1970 by the server's clock, at this moment. A state that was a little longer on its way than the
   * last one changes nothing, so that no second is shown twice.
   */
  hear(now) {
    const ahead = now - performance.now();
    if (ahead > this.#ahead || this.#ahead - ahead > JITTER_MS) this.#ahead = ahead;
  }

  now() {
    return performance.now() + this.#ahead;
  }

  /** ms until `at`; 0 after it, null without it. */
  until(at) {
    return at ? Math.max(0, at - this.now()) : null;
  }

  /** ms that the candidate still has; stands while the room is interrupted, null without a deadline. */
  remaining(deadline) {
    if (!deadline) return null;
    return deadline.at === null ? deadline.remaining_ms : this.until(deadline.at);
  }
}

/** Tells, when asked, whether the machine slept since the last time: then the monotonic clock may have stood still. */
export function sleepWatch(slack_ms = 2000) {
  const gap = () => Date.now() - performance.now();
  let before = gap();
  return () => {
    const slept = Math.abs(gap() - before) > slack_ms;
    before = gap();
    return slept;
  };
}
