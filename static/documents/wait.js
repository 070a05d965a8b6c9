/** Asks how far the job is, and fetches the file when it is made. */
const EVERY_MS = 700;
const place = document.getElementById("job");
const told = document.getElementById("told");
const course = place.querySelector("progress");
let downloaded = false;

async function look() {
  const response = await fetch(place.dataset.stateUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  const job = await response.json();
  course.value = job.progress;
  told.textContent = job.text;
  if (job.url && !downloaded) {
    downloaded = true;
    place.querySelector("form")?.remove(); // there is nothing left to cancel
    location.assign(job.url); // the browser keeps this page and saves the file
  }
  return job.ended;
}

async function follow() {
  try {
    if (await look()) {
      if (!downloaded) location.reload();
      return;
    }
  } catch {
    // the server is away for a moment; the next look may reach it
  }
  setTimeout(follow, EVERY_MS);
}

follow();
