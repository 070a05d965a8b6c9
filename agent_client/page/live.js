/** The socket over which the daemon tells the whole state, opened again for as long as it takes. */

const RETRY_MS = [200, 400, 800, 1500, 2000];

/** The daemon cannot see the screen itself; 环境检测 asks for its size (B8). */
const pixels = (length) => Math.round(length * devicePixelRatio);
const size = () => `width=${pixels(screen.width)}&height=${pixels(screen.height)}`;

/** Whether the candidate has this page before him: the daemon cannot see that either (F11). */
const attention = () => JSON.stringify({ focused: document.hasFocus() && document.visibilityState === "visible" });

/** Calls `heard(state)` for each state and `lost()` when the daemon goes. Gives a way to ask for the state anew. */
export function follow({ heard, lost }) {
  let failures = 0;
  let socket;

  function gone() {
    lost();
    setTimeout(connect, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  }

  function attend() {
    if (socket.readyState === WebSocket.OPEN) socket.send(attention());
  }

  function connect() {
    socket = new WebSocket(`ws://${location.host}/live?${size()}`);
    socket.onopen = attend;
    socket.onmessage = (frame) => {
      failures = 0;
      heard(JSON.parse(frame.data));
    };
    socket.onclose = gone;
  }

  for (const name of ["focus", "blur"]) addEventListener(name, attend);
  document.addEventListener("visibilitychange", attend);
  connect();
  return () => socket.close();
}
