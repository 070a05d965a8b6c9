/** Entering: the session is chosen, who is in charge is sent, then its control room opens (E1). */

const form = document.querySelector("[data-enter]");
const csrf = document.querySelector("meta[name=csrf-token]").content;
const people = () => [...form.querySelectorAll("[data-person]")];
const invigilators = () => people().filter(({ dataset }) => dataset.person === "invigilator");
const chosen = () => form.querySelector("[name=session]:checked").dataset;
const input = (person, name) => person.querySelector(`[name=${name}]`);
const valueOf = (person, name) => input(person, name).value.trim();

/** At least one invigilator stays. */
function settleRemoving() {
  for (const person of invigilators()) person.querySelector("[data-remove]").hidden = invigilators().length === 1;
}

function put(person, [name = "", phone = ""]) {
  input(person, "name").value = name;
  input(person, "phone").value = phone;
}

function add(values = []) {
  const last = invigilators().at(-1);
  const one = last.cloneNode(true);
  put(one, values);
  last.after(one);
  settleRemoving();
  return one;
}

const seals = () => [...form.querySelectorAll("[data-seal-check]")];

/** A room without a seal is shown with what is amiss; entering then needs reason and password (B11). */
function settleSeal() {
  for (const seal of seals()) {
    const concerned = seal.dataset.sealCheck === chosen().seal;
    seal.hidden = !concerned;
    seal.disabled = !concerned;
  }
}

const unsealed = () => {
  const seal = seals().find(({ disabled }) => !disabled);
  return seal ? { reason: valueOf(seal, "reason"), password: input(seal, "password").value } : {};
};

/** Who was noted before stands there already. */
function remember() {
  const { administrator, phone, invigilators: lines } = chosen();
  const [first = [], ...more] = lines.split("\n").filter(Boolean).map((line) => line.split("\t"));
  for (const person of invigilators().slice(1)) person.remove();
  if (administrator) put(people()[0], [administrator, phone]);
  if (first.length) put(invigilators()[0], first);
  more.forEach(add);
  settleRemoving();
  settleSeal();
}

const body = () => ({
  administrator: valueOf(people()[0], "name"),
  administrator_phone: valueOf(people()[0], "phone"),
  invigilators: invigilators().map((person) => ({ name: valueOf(person, "name"), phone: valueOf(person, "phone") })),
  ...unsealed(),
});

function fault(text) {
  const line = form.querySelector(".fault");
  line.textContent = text;
  line.hidden = false;
}

async function send() {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const options = { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(body()) };
  try {
    const response = await fetch(`${chosen().address}enter/`, options);
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return isJson ? await response.json() : { text: gettext("You have no right to do this, or this page is out of date. Load the page anew.") };
  } catch {
    return { text: gettext("The server did not answer. Try again.") };
  }
}

async function enter(event) {
  event.preventDefault();
  const submit = form.querySelector("[type=submit]");
  submit.disabled = true;
  const answer = await send();
  submit.disabled = false;
  if (answer.ok || answer.code === "session.ended") location.assign(chosen().address);
  else fault(answer.text);
}

function remove({ target }) {
  if (!target.closest("[data-remove]")) return;
  target.closest("[data-person]").remove();
  settleRemoving();
}

addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // what Back brings out of the browser's memory is old

if (form) {
  form.addEventListener("submit", enter);
  form.addEventListener("click", remove);
  form.addEventListener("change", ({ target }) => target.name === "session" && remember());
  form.querySelector("[data-add]").addEventListener("click", () => input(add(), "name").focus());
  remember();
}
