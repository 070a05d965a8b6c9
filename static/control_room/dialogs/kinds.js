/**
 * Every dialog by its name. A dialog is: title, about?, body, begin? (once, when it opens), and if it acts
 * verb, label, why? (what is missing), ask? (a question before), note?, send, grave?.
 */

import { absence } from "./absence.js";
import { candidate } from "./candidate.js";
import { changeSeat } from "./change_seat.js";
import { closeClient, startClient } from "./clients.js";
import { endSession } from "./end.js";
import { enter } from "./enter.js";
import { extraTime } from "./extra_time.js";
import { giveBack } from "./give_back.js";
import { interrupt } from "./interrupt.js";
import { keys } from "./keys.js";
import { list } from "./list.js";
import { lock, unlock } from "./lock.js";
import { refresh } from "./refresh.js";
import { reset } from "./reset.js";
import { resume } from "./resume.js";
import { allowLogin, allowStart, authorise } from "./start.js";
import { violation } from "./violation.js";

export const KINDS = {
  start_client: startClient,
  close_client: closeClient,
  authorise,
  allow_login: allowLogin,
  allow_start: allowStart,
  register_absence: absence,
  register_violation: violation,
  resume,
  reset,
  give_extra_time: extraTime,
  give_back: giveBack,
  interrupt,
  change_seat: changeSeat,
  lock,
  unlock,
  end_session: endSession,
  enter,
  list,
  candidate,
  refresh,
  keys,
};
