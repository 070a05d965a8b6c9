/** The last ten minutes of a machine as small lines: link, last save, clock difference (F11). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { read } from "../acts.js";
import * as server from "../clock.js";
import { redraw } from "../draw.js";
import { room } from "../room.js";
import { say } from "../say.js";
import { minute, span } from "../times.js";

const LENGTH_MS = 600_000;
const ASK_EVERY_MS = 10_000;
const [WIDTH, HEIGHT] = [600, 36];
const SECOND = 1000;

const inSeconds = (ms) => say(gettext("%(seconds)s s"), { seconds: (ms / SECOND).toFixed(1) });

/** Of a sample [at, link_ms, save_ms, offset_ms]. */
const LINES = [
  { label: () => gettext("Offline"), value: ([, link]) => link, limit: ({ offline_s }) => offline_s },
  { label: () => gettext("Last save"), value: ([, , save]) => save, limit: ({ saving_s }) => saving_s },
  { label: () => gettext("Clock difference"), value: ([, , , offset]) => (offset === null ? null : Math.abs(offset)), limit: ({ clock_s }) => clock_s, shown: inSeconds },
];

async function ask(dialog, machine) {
  const answer = await read(`trend/${machine}/`);
  if (dialog.course?.machine !== machine) return;
  Object.assign(dialog.course, { samples: answer.samples ?? [], fault: answer.samples ? "" : answer.text });
  redraw();
}

/** Asked for when the panel shows another machine, and again from time to time. */
function keepUp(dialog, machine) {
  const old = dialog.course;
  if (old?.machine === machine && server.now() - old.askedAt < ASK_EVERY_MS) return;
  dialog.course = { machine, samples: old?.machine === machine ? old.samples : null, askedAt: server.now() };
  ask(dialog, machine);
}

const across = (at) => (((at - server.now() + LENGTH_MS) / LENGTH_MS) * WIDTH).toFixed(1);
const up = (value, top) => (HEIGHT - 2 - (Math.min(value, top) / top) * (HEIGHT - 4)).toFixed(1);

/** One path; where nothing is known it is broken. */
function path(samples, value, top) {
  let pen = "M";
  const steps = [];
  for (const sample of samples) {
    const known = value(sample);
    if (known === null) pen = "M";
    else {
      steps.push(`${pen}${across(sample[0])} ${up(known, top)}`);
      pen = "L";
    }
  }
  return steps.join("");
}

function line(samples, { label, value, limit, shown = span }) {
  const known = samples.map(value).filter((one) => one !== null);
  const { warn, alarm } = limit(room.session.thresholds);
  const most = Math.max(0, ...known);
  const top = Math.max(alarm * SECOND, most);
  const look = most > alarm * SECOND ? "alarm" : most > warn * SECOND ? "warn" : "ok";
  const words = known.length ? say(gettext("%(what)s: at most %(span)s in ten minutes"), { what: label(), span: shown(most) }) : say(gettext("%(what)s: not known"), { what: label() });
  return html`
    <figure class="spark ${look}">
      <figcaption>${words}</figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
        <line class="limit" x1="0" x2=${WIDTH} y1=${up(warn * SECOND, top)} y2=${up(warn * SECOND, top)}></line>
        <path d=${path(samples, value, top)}></path>
      </svg>
    </figure>
  `;
}

const since = (samples) =>
  samples.length
    ? say(gettext("Kept in the server's memory since %(time)s, ten minutes at most; a start of the server begins anew."), { time: minute(samples[0][0]) })
    : gettext("Nothing yet: the server keeps ten minutes in its memory and begins anew when it is started.");

function drawn({ samples, fault }) {
  if (fault) return html`<p class="fault">${fault}</p>`;
  if (!samples) return html`<p class="soft">${gettext("Loading…")}</p>`;
  return html`${samples.length ? LINES.map((each) => line(samples, each)) : nothing}<p class="soft">${since(samples)}</p>`;
}

export function course(dialog, { machine }) {
  if (!machine || !room.session.thresholds) return nothing;
  keepUp(dialog, machine);
  return html`<h3>${gettext("The last ten minutes")}</h3>${drawn(dialog.course)}`;
}
