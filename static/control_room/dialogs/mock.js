/** 模考: 自动登录 and 自动作答, each cancelled by the same button, and 统一收卷 (M1–M3). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { act } from "../acts.js";
import { candidates, names } from "../people.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { chosen } from "../view.js";
import { courseLine, follow } from "./follow.js";
import { fill } from "./open.js";
import { aboutChosen, choice, keeps, who } from "./parts.js";
import { everyone } from "./preview.js";
import { results } from "./results.js";

const WORDS = {
  log_in: {
    on: () => gettext("Automatic login"),
    off: () => gettext("Cancel automatic login"),
    does: () => gettext("Every machine logs in the candidate of its seat: seat n logs in sequence n, or whom the seat plan has put there"),
    stops: () => gettext("Candidates log in by hand from now on. Who is logged in stays logged in"),
  },
  answer: {
    on: () => gettext("Automatic answers"),
    off: () => gettext("Cancel automatic answers"),
    does: () => gettext("Every machine fills the choices and judgements that are not answered yet; practical tasks are not touched"),
    stops: () => gettext("Candidates answer by themselves from now on. What is filled in stays"),
  },
};

const tick = (dialog, name) => html`
  <label class="check"><input type="checkbox" name=${name} .checked=${live(Boolean(dialog.form[name]))} @change=${(event) => fill(dialog, { [name]: event.target.checked })} />
    <span><b>${WORDS[name].on()}</b><br /><small class="soft">${WORDS[name].does()}</small></span></label>
`;

/** The two ticks beside 允许登录. */
export const mockTicks = (dialog) => html`
  <fieldset><legend>${gettext("Answer automatically?")}</legend>${tick(dialog, "log_in")} ${tick(dialog, "answer")}</fieldset>
  <p class="soft">${gettext("Both can be cancelled later. With both, a machine that logs in by itself also goes past the rules.")}</p>
`;

export const ticked = ({ form }) => ({ log_in: Boolean(form.log_in), answer: Boolean(form.answer) });

const isOn = (name) => Boolean(room.session.automation?.[name]);
const way = (name, dialog) => WORDS[name][dialog.wasOn ? "off" : "on"]();

/** What it was when the dialog opened is what was meant: a colleague may press meanwhile. */
const automatic = (name) => ({
  verb: "auto_log_in",
  begin: (dialog) => {
    dialog.wasOn = isOn(name);
  },
  title: (dialog) => way(name, dialog),
  body: (dialog) => keeps([["ok", dialog.wasOn ? WORDS[name].stops() : WORDS[name].does()]]),
  why: (dialog) => (dialog.wasOn === isOn(name) ? "" : gettext("done already")),
  label: (dialog) => way(name, dialog),
  send: (dialog) => act("set_automation", { [name]: !dialog.wasOn }),
});

export const autoLogIn = automatic("log_in");
export const autoAnswer = automatic("answer");

const inExam = () => [...room.sittings.values()].filter(({ state }) => state === "in_exam");
const ofChosen = () => chosen().filter(({ state }) => state === "in_exam");
const concerned = ({ form }) => (form.scope === "chosen" ? ofChosen() : inExam());

async function collect(dialog) {
  const sittings = dialog.form.scope === "all" ? "all" : concerned(dialog).map(({ id }) => id);
  const answer = await act("collect_all", { sittings });
  if (answer.ok) follow(dialog, answer.course);
  return answer;
}

/** Pressed again it is for those who are left. */
function again(dialog, answer) {
  dialog.answer = answer.ok ? null : answer;
}

const before = (dialog) => html`
  <fieldset><legend>${gettext("Whom")}</legend>
    ${choice(dialog, "scope", "all", { title: say(gettext("Everybody in the exam (%(count)s)"), { count: inExam().length }) })}
    ${choice(dialog, "scope", "chosen", { title: say(gettext("The chosen ones (%(count)s)"), { count: ofChosen().length }) })}
  </fieldset>
  ${who(everyone(concerned(dialog)))}
  ${keeps([
    ["ok", gettext("Every machine hands in what its candidate has answered so far, whatever time is left")],
    ["warn", gettext("It cannot be taken back. A machine that is offline is named; press again when it is back")],
  ])}
`;

const during = ({ course }) => html`${courseLine(course)} ${results({ results: course.results ?? [] })}`;

export const collectAll = {
  verb: "collect_all",
  grave: true,
  title: () => gettext("Collect all"),
  about: aboutChosen,
  begin: (dialog) => {
    dialog.form = { scope: ofChosen().length ? "chosen" : "all" };
  },
  body: (dialog) => html`${dialog.course ? during(dialog) : ""} ${inExam().length ? before(dialog) : html`<p class="st ok">${gettext("Nobody is in the exam any more.")}</p>`}`,
  why: (dialog) => (concerned(dialog).length ? "" : gettext("nobody in the exam")),
  label: (dialog) => say(gettext("%(what)s: %(count)s"), { what: gettext("Collect all"), count: concerned(dialog).length }),
  ask: (dialog) => say(gettext("Collect from %(candidates)s now: %(names)s?"), { candidates: candidates(concerned(dialog).length), names: names(concerned(dialog)) }),
  send: collect,
  sent: again,
};
