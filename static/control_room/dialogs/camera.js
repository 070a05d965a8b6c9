/** The camera as a scanner, where the browser reads codes by itself; everywhere else the button is not there (F8). */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { redraw } from "../draw.js";
import { view } from "../view.js";
import { button } from "../widgets/button.js";

const EVERY_MS = 250;

const canRead = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** The camera's picture goes nowhere but into this element. */
export const picture = (dialog) => (dialog.camera ? html`<video class="camera" muted playsinline autoplay .srcObject=${dialog.camera}></video>` : nothing);

export function stop(dialog) {
  for (const track of dialog.camera?.getTracks() ?? []) track.stop();
  dialog.camera = null;
  redraw();
}

/** Tells each code once, until another is held before the camera. */
async function watch(dialog, found) {
  const detector = new window.BarcodeDetector();
  let last = "";
  while (dialog.camera && view.dialog === dialog) {
    const video = document.querySelector(".dock .camera");
    const [code] = video?.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await detector.detect(video) : [];
    if (code && code.rawValue !== last) found((last = code.rawValue));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  if (dialog.camera) stop(dialog);
}

async function start(dialog, found) {
  try {
    dialog.camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    dialog.scans = [{ ok: false, text: gettext("The camera cannot be used. Type the number or use a hand scanner.") }];
    return redraw();
  }
  redraw();
  return watch(dialog, found);
}

export const cameraButton = (dialog, found) =>
  canRead()
    ? button({
        name: "camera",
        label: dialog.camera ? gettext("Stop the camera") : gettext("Camera"),
        press: () => (dialog.camera ? stop(dialog) : start(dialog, found)),
      })
    : nothing;
