/** 待处理: what waits for a person, in a fixed order of kinds, with the button that settles it (F4). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { act } from "../acts.js";
import * as server from "../clock.js";
import { close, open } from "../dialogs/open.js";
import { jump } from "../jump.js";
import { matters as waiting } from "../matters.js";
import { page } from "../page.js";
import { byId, names, seats } from "../people.js";
import { room } from "../room.js";
import { listed, say } from "../say.js";
import { set } from "../selection.js";
import { span } from "../times.js";
import { view } from "../view.js";
import { blocked, tool, whyNot } from "../whynot.js";
import { details, inOrder, kindOf } from "../words/matters.js";
import { state } from "../words/states.js";
import { button } from "./button.js";
import { label } from "./entries.js";
import { soundSwitch } from "./sound.js";
import { tell } from "./told.js";
import { toolName } from "./toolbar.js";

const people = (matter) => (matter.sittings ?? []).map(byId).filter(Boolean);

function forThem(verb, sittings) {
  set(sittings.map(({ id }) => id));
  open(verb);
}

function show(sittings) {
  jump(sittings[0].id);
  set(sittings.map(({ id }) => id));
}

async function send(verb, body) {
  const { ok, text } = await act(verb, body);
  if (text) tell(text, ok);
}

const named = ({ ids }) => (ids.length === 1 ? { matter: ids[0] } : { matters: ids });

const ACTS = {
  settle_matter: () => gettext("Settled"),
  admit_machine: () => gettext("Admit machine"),
  release_login: () => gettext("Release login"),
  take_matter: () => gettext("Take"),
  give_back_matter: () => pgettext("matter", "Give back"),
  reconnect: () => gettext("Connect again"),
};

const acting = (verb, body, look = "s") => button({ name: verb, label: ACTS[verb](), look, why: blocked(verb), press: () => send(verb, body) });

function title(matter) {
  const { title: words } = kindOf(matter);
  return matter.seats?.length ? say(gettext("%(seats)s: %(what)s"), { seats: seats(matter.seats), what: words }) : words;
}

/** Who, in which state if it is one person, and what is known. */
function about(matter) {
  const sittings = people(matter);
  const who = sittings.length ? [names(sittings)] : [];
  const how = sittings.length === 1 ? [state(sittings[0].state)] : [];
  return [...who, ...how, ...details(matter), kindOf(matter).now()].filter(Boolean).join(" · ");
}

/** Who sees to it: for the other proctor to know, and to leave it. */
function taken({ takers }) {
  if (!takers.length) return nothing;
  const others = takers.filter(({ by }) => by !== page.me).map(({ name }) => name);
  const words = others.length ? say(gettext("%(name)s sees to it"), { name: listed(others) }) : gettext("You see to it");
  return html`<p class="taken st ${others.length ? "in" : "ok"}">${words}</p>`;
}

/** A dialog of the toolbar, with the toolbar's own reason why not yet. */
function opening(name) {
  const { state: now, why } = tool(name);
  return button({ name, label: toolName(name), look: "s p", why: now === "off" ? why : "", press: () => open(name) });
}

const keeping = (matter) => html`${acting("settle_matter", named(matter))} ${acting(matter.isTaken ? "give_back_matter" : "take_matter", named(matter))}`;

function buttons(matter) {
  const sittings = people(matter);
  const { acts: dialogs, settles, opens, does, shows } = kindOf(matter);
  const acts = dialogs.filter(() => sittings.length);
  return html`
    ${acts.map((verb, index) => button({ name: verb, label: label(verb), look: index ? "s" : "s p", why: whyNot(verb, sittings), press: () => forThem(verb, sittings) }))}
    ${opens ? opening(opens) : nothing} ${does ? acting(does, {}, "s p") : nothing}
    ${shows && sittings.length ? button({ name: shows, label: gettext("See what it is"), look: "s p", press: () => forThem(shows, sittings) }) : nothing}
    ${sittings.length ? button({ name: "show", label: gettext("Show"), look: "s", press: () => show(sittings) }) : nothing}
    ${settles ? acting(settles, named(matter), "s p") : nothing} ${keeping(matter)}
  `;
}

const one = (matter) => html`
  <article class=${kindOf(matter).look} data-matter=${matter.id}>
    <h3>${title(matter)} <time>${span(server.now() - matter.since)}</time></h3>
    <p>${about(matter)}</p>
    ${taken(matter)}
    <p class="do">${buttons(matter)}</p>
  </article>
`;

const none = () => html`<p class="soft">${gettext("Nothing waits.")}</p>`;

export function matters() {
  const all = inOrder(waiting());
  return html`
    <h2>${gettext("To settle")} <b class=${all.length ? "" : "zero"}>${all.length}</b> ${soundSwitch()}</h2>
    ${all.length ? repeat(all, ({ id }) => id, one) : room.known ? none() : nothing}
  `;
}

/** While a dialog covers the list, its number stays in sight; pressing it shows the list again. */
export const openMatters = () =>
  view.dialog && waiting().length
    ? html`<button type="button" class="chip alarm" @click=${close}>${say(gettext("%(count)s to settle"), { count: waiting().length })}</button>`
    : "";
