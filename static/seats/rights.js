/** Why a button may not be pressed by this person, or now; "" when it may. */

import { page } from "../control_room/page.js";
import { list } from "./list.js";
import { chosen } from "./view.js";

const NEEDED = { show: "rooms.command_machines", hide: "rooms.command_machines", import: "rooms.import_files", settle: "rooms.work_room" };
const ON_A_SEAT = ["change", "delete", "up", "down"];

export function blocked(act) {
  if (!page.may.has(NEEDED[act] ?? "rooms.manage_room")) return gettext("not for your role");
  if (!list.live) return gettext("no connection");
  return ON_A_SEAT.includes(act) && !chosen() ? gettext("choose a seat") : "";
}
