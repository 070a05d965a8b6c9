/** What every screen draws from: the pushed state, the time, what is on its way, and what only this page knows. */

import { carryOut, Refused } from "./acts.js";
import { shows } from "./answers.js";
import { Clock } from "./clock.js";
import { openFirst } from "./desk.js";
import { Notices, refusal } from "./notices.js";
import { Outbox } from "./outbox.js";
import { complete, isCovered, isInterrupted } from "./state.js";
import { TimeWatch } from "./time_watch.js";
import { speaker } from "./words.js";

const BEFORE = ["number", "waiting", "login", "confirm"];
const SITTING = ["paper", "interrupted"];
const SAY_IT_THEMSELVES = ["log_in", "submit", "raise_hand", "acknowledge_lock", "take_number", "export"]; // these have a place beside their button
const NEARLY_OVER_MS = 2000;

export class Page {
  state = null;
  linked = false;
  clock = new Clock();
  notices = new Notices();
  ui = { current: null, turned: false, dialog: null, tab: "rules", read: new Set(), welcomed: null, busy: null, refusal: null, empty: null };
  #watch = new TimeWatch();
  #words;

  /** `words` by language; `redraw()` plans one drawing. */
  constructor({ words, redraw }) {
    this.#words = Object.fromEntries(Object.entries(words).map(([lang, list]) => [lang, speaker(list)]));
    this.redraw = redraw;
    this.outbox = new Outbox({ send: carryOut, changed: redraw });
  }

  /** The words in the candidate's language. */
  get t() {
    return this.#words[this.lang];
  }

  get lang() {
    return this.state?.lang in this.#words ? this.state.lang : "zh";
  }

  /** The daemon does not answer: nothing new can be saved for the moment. */
  get away() {
    return !this.linked || this.outbox.away;
  }

  /** Font size as the candidate last chose it. */
  get size() {
    return this.outbox.newest("size")?.size ?? this.state.size;
  }

  get inExam() {
    return SITTING.includes(this.state?.screen);
  }

  get remaining() {
    return this.clock.remaining(this.state.deadline);
  }

  /** A new state was pushed. */
  hear(pushed) {
    const state = complete(pushed);
    const before = this.state;
    this.clock.hear(state.now);
    this.state = state;
    this.linked = true;
    if (before?.screen !== state.screen) this.#turn(before);
    if (state.paper) openFirst(this);
    this.outbox.settle((act, n) => shows(state, act, n));
    this.#goOn(before);
    this.tick();
    this.redraw();
  }

  /** The daemon is gone; what is typed from here on waits. */
  lose() {
    this.linked = false;
    this.redraw();
  }

  /** To be called several times a second. */
  tick() {
    if (this.state?.screen !== "paper" || !this.state.deadline) return;
    const said = this.#watch.look(this.state.deadline, this.remaining);
    said.forEach((notice) => this.notices.add(notice, this.clock.now()));
    if (this.remaining < NEARLY_OVER_MS) this.outbox.flush();
  }

  /** Carries out an act that is not an answer, once however often it is pressed. Gives whether it was done. */
  async do(act) {
    if (this.ui.busy === act.act) return false;
    Object.assign(this.ui, { busy: act.act, refusal: null });
    this.redraw();
    const fault = await carryOut(act).then(() => null, (thrown) => thrown);
    this.ui.busy = null;
    if (fault) this.#tell(act, fault);
    this.redraw();
    return !fault;
  }

  /** The refusal of that act, to be shown beside its button. */
  refusalOf(act) {
    return this.ui.refusal?.act === act ? this.ui.refusal.text : "";
  }

  /** `open`: "submit", "hand", "ledger", or null. */
  show(dialog) {
    this.outbox.flush();
    Object.assign(this.ui, { dialog, refusal: null });
    this.redraw();
  }

  /** The candidate has read a notice; the room gets to know. */
  saw(id) {
    this.notices.seen(id);
    if (this.state.notices.some((notice) => notice.id === id)) this.outbox.put(`seen/${id}`, { act: "notice_seen", id });
    this.redraw();
  }

  #tell(act, fault) {
    const text = fault instanceof Refused ? fault.message : this.t("notice.try_again");
    if (SAY_IT_THEMSELVES.includes(act.act)) this.ui.refusal = { act: act.act, text };
    else this.notices.add(refusal({ code: act.act, text }), this.clock.now());
  }

  #turn(before) {
    Object.assign(this.ui, { dialog: null, refusal: null, empty: null });
    if (BEFORE.includes(this.state.screen)) this.#beginAnew();
    if (!SITTING.includes(before?.screen) || this.inExam) return;
    this.notices.clear();
    this.#watch.forget();
  }

  /** Nothing of one sitting stays for the next. Until then what was refused may still be taken: a deadline can move. */
  #beginAnew() {
    this.outbox.clear();
    Object.assign(this.ui, { current: null, welcomed: null, tab: "rules", read: new Set() });
  }

  #goOn(before) {
    const inTheWay = (state) => [state?.screen, state?.lock?.id, state && isInterrupted(state)].join();
    this.outbox.wake();
    if (isCovered(this.state)) this.outbox.flush();
    else this.outbox.goOn();
    if (inTheWay(before) !== inTheWay(this.state)) this.outbox.tryAgain();
  }
}
