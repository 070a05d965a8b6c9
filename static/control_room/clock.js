/** The server's clock: its `now` at arrival and the browser's monotonic clock; never the browser's wall clock. */

const STEP_MS = 2000;
let ahead = null;

/** A message said `now`. The one that was least delayed counts, unless the server's clock has been set. */
export function heard(now) {
  const seen = now - performance.now();
  if (ahead === null || seen > ahead || ahead - seen > STEP_MS) ahead = seen;
}

/** Milliseconds since 1970 by the server's clock. */
export const now = () => (ahead ?? 0) + performance.now();

export const known = () => ahead !== null;
