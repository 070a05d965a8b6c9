/** Acts on the list, one after the other in the order in which they were pressed, and what the server said. */

import { act } from "../control_room/acts.js";
import { blocked } from "./rights.js";
import { tell } from "./widgets/told.js";
import { chosen } from "./view.js";

let last = Promise.resolve();

/** Does `verb` after those before it; gives the answer. */
export function inTurn(verb, body) {
  last = last.then(() => act(verb, body));
  return last;
}

/** Does `verb` and tells what came of it. */
export async function press(verb, body) {
  const answer = await inTurn(verb, body);
  tell(answer.text, answer.ok);
  return answer;
}

/** ↑ and ↓. */
export function move(direction) {
  const why = blocked(direction);
  if (why) return tell(why, false);
  return press("move", { seat: chosen().id, direction });
}
