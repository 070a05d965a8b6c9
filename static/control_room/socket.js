/** The socket of the control room, opened again for as long as it takes. */

const WAIT_MS = [500, 1000, 2000, 4000, 8000];
const QUIET_MS = 5_000; // the server says something about every second, if only that nothing has changed
const PATIENCE_MS = 7_000;
const FORBIDDEN = 4403;

const address = (path) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
const wait = (failures) => WAIT_MS[Math.min(failures, WAIT_MS.length - 1)] * (0.8 + 0.4 * Math.random());

/**
 * Calls `heard(message)` for each message and `lost(forbidden)` when the connection goes, or when it is quiet:
 * a server that stands still answers nothing and closes nothing. One that stays quiet is closed and opened anew.
 */
export function follow(path, { heard, lost }) {
  let failures = 0;
  let socket;
  let quiet;

  const ask = () => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ type: "snapshot" }));

  function listen() {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      lost(false);
      quiet = setTimeout(giveUp, PATIENCE_MS);
    }, QUIET_MS);
  }

  // A dead network may not answer close() for minutes: the page goes on without waiting for it.
  function giveUp() {
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    gone();
  }

  function gone(closed) {
    clearTimeout(quiet);
    lost(closed?.code === FORBIDDEN);
    setTimeout(connect, wait(failures++));
  }

  function connect() {
    socket = new WebSocket(address(path));
    socket.onmessage = (frame) => {
      failures = 0;
      listen();
      heard(JSON.parse(frame.data));
    };
    socket.onclose = gone;
    listen();
  }

  connect();
  return { ask };
}
