/** What another page has sent somebody here for: 导入作答包 of 核对 names the candidate in the address (A1). */

import { open } from "./dialogs/open.js";
import { jump } from "./jump.js";
import { room } from "./room.js";

/** Once, when the room is known; loading the page again does not ask again. */
export function asked() {
  const id = new URLSearchParams(location.search).get("recover");
  if (!id || !room.sittings.has(id)) return;
  history.replaceState(null, "", location.pathname);
  jump(id);
  open("recover_package");
}
