/** 待处理: what waits for a person, in a fixed order of kinds, with the button that settles it (F4). */

import { html } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { close, open } from "../dialogs/open.js";
import { jump } from "../jump.js";
import { matters as waiting } from "../matters.js";
import { byId, names, seats } from "../people.js";
import { say } from "../say.js";
import { set } from "../selection.js";
import { span } from "../times.js";
import { view } from "../view.js";
import { blocked, whyNot } from "../whynot.js";
import { details, inOrder, kindOf } from "../words/matters.js";
import { state } from "../words/states.js";
import { button } from "./button.js";
import { label } from "./entries.js";
import { tell } from "./told.js";

const people = (matter) => (matter.sittings ?? []).map(byId).filter(Boolean);

function forThem(verb, sittings) {
  set(sittings.map(({ id }) => id));
  open(verb);
}

function show(sittings) {
  jump(sittings[0].id);
  set(sittings.map(({ id }) => id));
}

async function settle({ id }, verb) {
  const { ok, text } = await act(verb, { matter: id });
  if (text) tell(text, ok);
}

const SETTLING = { settle_matter: () => gettext("Settled"), admit_machine: () => gettext("Admit machine") };

const settling = (matter, verb, look = "s") =>
  button({ name: verb, label: SETTLING[verb](), look, why: blocked(verb), press: () => settle(matter, verb) });

function title(matter) {
  const { title: words } = kindOf(matter);
  return matter.seats?.length ? say(gettext("%(seats)s: %(what)s"), { seats: seats(matter.seats), what: words }) : words;
}

/** Who, in which state if it is one person, and what is known. */
function about(matter) {
  const sittings = people(matter);
  const who = sittings.length ? [names(sittings)] : [];
  const how = sittings.length === 1 ? [state(sittings[0].state)] : [];
  return [...who, ...how, ...details(matter)].join(" · ");
}

function buttons(matter) {
  const sittings = people(matter);
  const { acts: dialogs, settles } = kindOf(matter);
  const acts = dialogs.filter(() => sittings.length);
  return html`
    ${acts.map((verb, index) => button({ name: verb, label: label(verb), look: index ? "s" : "s p", why: whyNot(verb, sittings), press: () => forThem(verb, sittings) }))}
    ${sittings.length ? button({ name: "show", label: gettext("Show"), look: "s", press: () => show(sittings) }) : ""}
    ${settles ? settling(matter, settles, "s p") : ""} ${matter.own ? "" : settling(matter, "settle_matter")}
  `;
}

const one = (matter) => html`
  <article class=${kindOf(matter).look} data-matter=${matter.id}>
    <h3>${title(matter)} <time>${span(server.now() - matter.since)}</time></h3>
    <p>${about(matter)}</p>
    <p class="do">${buttons(matter)}</p>
  </article>
`;

const none = () => html`<p class="soft">${gettext("Nothing waits.")}</p>`;

export function matters() {
  const all = inOrder(waiting());
  return html`
    <h2>${gettext("To settle")} <b class=${all.length ? "" : "zero"}>${all.length}</b></h2>
    ${all.length ? repeat(all, ({ id }) => id, one) : none()}
  `;
}

/** While a dialog covers the list, its number stays in sight; pressing it shows the list again. */
export const openMatters = () =>
  view.dialog && waiting().length
    ? html`<button type="button" class="chip alarm" @click=${close}>${say(gettext("%(count)s to settle"), { count: waiting().length })}</button>`
    : "";
