/** A tone for new alarms, if this browser wants it (F4). A reload sounds nothing twice, a second tab stays quiet. */

import { page } from "./page.js";

const ON = "control_room.sound";
const HEARD = `control_room.heard.${page.session}`;
const TONES = [
  [880, 0],
  [660, 0.18],
];
const LENGTH_S = 0.16;
const LOUD = 0.2;
const REST_MS = 3000; // machines that fall one after the other are one alarm

let context = null;
let playedAt = -REST_MS;

export const isOn = () => localStorage.getItem(ON) === "yes";

/** A browser makes no sound before somebody has touched the page. */
export const isMute = () => isOn() && !(navigator.userActivation?.hasBeenActive ?? context?.state === "running");

/** Matters are numbered as they come: what is below this number was heard. */
const heard = () => Number(localStorage.getItem(HEARD) ?? 0);

function speaker() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  return context;
}

function tone(audio, pitch, after) {
  const [oscillator, volume] = [audio.createOscillator(), audio.createGain()];
  const begin = audio.currentTime + after;
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(LOUD, begin);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + LENGTH_S);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + LENGTH_S);
}

function play() {
  if (performance.now() - playedAt < REST_MS) return;
  playedAt = performance.now();
  for (const [pitch, after] of TONES) tone(speaker(), pitch, after);
}

/** Switched on it sounds once, so that one knows how it does. */
export function turn(on) {
  localStorage.setItem(ON, on ? "yes" : "no");
  if (on) play();
}

/** Called with the alarms that are open: sounds once if one of them is newer than what was heard. */
export function hearAlarms(matters) {
  const newest = Math.max(0, ...matters.map(({ id }) => id));
  if (newest <= heard()) return;
  localStorage.setItem(HEARD, String(newest));
  if (isOn()) play();
}

/** The first touch of a page that was loaded anew lets it sound again. */
export function wakeSound() {
  if (isOn()) speaker();
}
