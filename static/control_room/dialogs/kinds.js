/**
 * Every dialog by its name. A dialog is: title, about?, body, begin? (once, when it opens), and if it acts
 * verb, label, whom? (the ids of those who will be done, named above the buttons), why? (what is missing), ask? (a question before), note?, send, grave?.
 */

import { absence } from "./absence.js";
import { attendance } from "./attendance.js";
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
import { autoAnswer, autoLogIn, collectAll } from "./mock.js";
import { collectSingle, importPackage, recoverPackage } from "./package.js";
import { answerHand, message } from "./message.js";
import { letIn, letOut } from "./outing.js";
import { refresh } from "./refresh.js";
import { reset } from "./reset.js";
import { setAside } from "./set_aside.js";
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
  collect_single: collectSingle,
  import_package: importPackage,
  recover_package: recoverPackage,
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
  auto_log_in: autoLogIn,
  auto_answer: autoAnswer,
  collect_all: collectAll,
  list,
  candidate,
  set_aside: setAside,
  refresh,
  keys,
  send_message: message,
  answer_hand: answerHand,
  let_out: letOut,
  let_in: letIn,
  attendance,
};
