/** Shows what has become of a command at each machine, until none is on its way any more. */
const EVERY_MS = 700;
const place = document.getElementById("act");
const counted = document.getElementById("counted");
const lines = document.getElementById("lines");

function cell(name, text, className = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function row(line) {
  const made = document.createElement("tr");
  const state = cell("td", "");
  state.append(cell("span", line.word, `st ${line.shape}`));
  made.append(cell("th", line.number), cell("td", line.hostname), cell("td", line.address, "mono"), state, cell("td", line.text));
  return made;
}

async function look() {
  const response = await fetch(place.dataset.stateUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  const act = await response.json();
  counted.textContent = act.counted;
  lines.replaceChildren(...act.lines.map(row));
  return act.over;
}

async function follow() {
  try {
    if (await look()) return;
  } catch {
    // the server is away for a moment; the next look may reach it
  }
  setTimeout(follow, EVERY_MS);
}

follow();
