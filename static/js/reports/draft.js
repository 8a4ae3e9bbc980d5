// Nothing typed is lost: a field is saved as it is left, and whatever the server does not have yet is kept in this
// browser. The page carries beside each group of fields what stood there when it was drawn, the base; a field that differs
// from its base was typed here. Without this script the form is saved by its buttons.
import "../shared/site.js";
import "../shared/htmx.js";

const form = document.querySelector("[data-report-form]");
const state = form.querySelector("[data-state]");
const offer = form.querySelector("[data-offer]");
const KEY = `draft:${form.dataset.user}:${location.pathname}`;

// --- Groups: an indicator's row, or one of the three texts --------------------------------------------------------------

const textOf = (input) => (input.type === "checkbox" ? (input.checked ? "1" : "") : input.value.replace(/\r\n/g, "\n").trim());

class Group {
  undecided = new Set(); // fields somebody else changed, too: waiting for a choice
  refused = new Map(); // fields the server did not take, with the text it did not take

  constructor(element) {
    this.element = element;
    this.id = element.dataset.save;
    this.base = this.readBase();
    this.look();
  }

  get carrier() { return this.element.querySelector("[data-base]"); }
  get title() { return document.getElementById(this.element.getAttribute("aria-labelledby"))?.querySelector(".clause__name")?.textContent ?? this.element.getAttribute("aria-label"); }
  readBase() { return JSON.parse(this.carrier.value); }
  input(name) { return this.element.querySelector(`[name="${name}"]`); }
  // An answer of yes or no is two buttons of one name, of which none may be chosen yet.
  choices(name) { return [...this.element.querySelectorAll(`[type="radio"][name="${name}"]`)]; }
  text(name) {
    const choices = this.choices(name);
    return choices.length ? (choices.find((each) => each.checked)?.value ?? "") : textOf(this.input(name));
  }
  texts() { return Object.fromEntries(Object.keys(this.base).map((name) => [name, this.text(name)])); }

  put(name, text) {
    const input = this.input(name);
    const choices = this.choices(name);
    if (choices.length) for (const each of choices) each.checked = each.value === text;
    else if (input.type === "checkbox") input.checked = text !== "";
    else input.value = text;
  }

  typed() {
    return Object.fromEntries(Object.entries(this.texts()).filter(([name, text]) => text !== this.base[name]));
  }

  get isDue() {
    return Object.entries(this.typed()).some(([name, text]) => !this.undecided.has(name) && this.refused.get(name) !== text);
  }

  // A field that waits for a choice has no base: the server finds both changed again, and saves neither.
  baseOf(name) { return this.undecided.has(name) ? null : this.base[name]; }

  fields() {
    const marker = this.element.querySelector("[data-marker]");
    const bases = Object.fromEntries(Object.keys(this.base).map((name) => [name, this.baseOf(name)]));
    const values = { [this.carrier.name]: JSON.stringify(bases) };
    if (marker) values[marker.name] = marker.value;
    for (const [name, text] of Object.entries(this.texts())) {
      if (this.input(name).type !== "checkbox" || text) values[name] = text;
    }
    return values;
  }

  // Reads the messages beside the fields, as the page or the last answer has them.
  look(sent = this.texts()) {
    this.undecided.clear();
    this.refused.clear();
    for (const name of Object.keys(this.base)) {
      const message = document.getElementById(`id_${name}-error`);
      const isWrong = Boolean(message?.textContent.trim());
      if (isWrong && message.dataset.theirs !== undefined) this.undecided.add(name);
      else if (isWrong) this.refused.set(name, sent[name]);
      const input = this.input(name);
      if (isWrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      message?.querySelectorAll("button").forEach((button) => { button.hidden = false; });
      if (isWrong) input.closest("details")?.setAttribute("open", "");
    }
  }

  // Takes in what the server says stands in the draft now; what was typed since it was sent stays.
  settle(sent) {
    this.base = this.readBase();
    this.look(sent);
    for (const [name, text] of Object.entries(this.texts())) {
      const isOpen = this.undecided.has(name) || this.refused.has(name);
      if (!isOpen && text === sent[name] && text !== this.base[name]) this.put(name, this.base[name]);
    }
    this.keep();
  }

  keep() {
    const typed = this.typed();
    const names = Object.keys(typed);
    outbox.set(this.id, names.length && { at: Date.now(), typed, base: Object.fromEntries(names.map((name) => [name, this.baseOf(name)])) });
  }

  // Puts back what was typed before. Its base comes along: had somebody changed the field since, the server says so.
  restore({ typed, base }) {
    for (const [name, text] of Object.entries(typed)) {
      if (!(name in this.base) || text === this.base[name]) continue;
      this.base[name] = base[name];
      this.put(name, text);
    }
    this.element.closest("details")?.setAttribute("open", "");
    this.keep();
  }
}

// --- What the server does not have yet, in this browser -----------------------------------------------------------------

const outbox = {
  works: true,
  all() {
    try { return JSON.parse(localStorage.getItem(KEY) ?? "{}"); } catch { return {}; }
  },
  set(id, entry) {
    try {
      const all = this.all();
      if (entry) all[id] = entry;
      else delete all[id];
      if (Object.keys(all).length) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
      this.works = true;
    } catch { this.works = false; }
  },
  drop() {
    try { localStorage.removeItem(KEY); } catch { /* then there is nothing in it */ }
  },
};

const groups = [...form.querySelectorAll("[data-save]")].map((element) => new Group(element));
const groupOf = (element) => groups.find((group) => group.element === element.closest("[data-save]"));

// --- Sending --------------------------------------------------------------------------------------------------------------

let running = null;
let failures = 0;
let timer = 0;

function say(word, more = "") {
  state.textContent = (state.dataset[word] ?? "") + more;
  state.dataset.is = word;
}

function post(values) {
  return new Promise((resolve) => {
    document.body.addEventListener("htmx:afterRequest", (event) => resolve(event.detail.xhr), { once: true });
    htmx.ajax("POST", form.getAttribute("action"), { values, swap: "none" }).catch(() => {});
  });
}

// Sends everything that is due in one request; resolves to whether the server has it all. Asked while it is under way, it
// goes round once more.
async function flush({ ask = false } = {}) {
  if (running) {
    await running;
    return groups.some((group) => group.isDue) || ask ? flush({ ask }) : state.dataset.is === "saved";
  }
  const due = groups.filter((group) => group.isDue);
  if (!due.length && !ask) return true;
  running = send(due);
  try { return await running; } finally { running = null; }
}

async function send(due) {
  clearTimeout(timer);
  const sent = new Map(due.map((group) => [group, group.texts()]));
  if (due.length && !failures) say("saving");
  const own = (name) => ({ [name]: form.elements[name].value });
  // The end comes last: without it the server takes nothing.
  const xhr = await post(Object.assign(own("csrfmiddlewaretoken"), ...due.map((group) => group.fields()), own("form_end")));
  if (xhr.status === 200 || xhr.status === 422) {
    failures = 0;
    for (const [group, texts] of sent) group.settle(texts);
    form.dispatchEvent(new Event("draft:shown"));
    const isWhole = groups.every((group) => !group.refused.size && !group.undecided.size);
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    say(isWhole ? "saved" : "wrong", ` ${time}`);
    return true;
  }
  if (xhr.status === 401) return logIn();
  if (xhr.status === 403) say("expired");
  else if (xhr.status === 409) say("refused", xhr.responseText);
  else wait();
  return false;
}

function wait() {
  failures += 1;
  say(outbox.works ? "waiting" : "memory");
  timer = setTimeout(flush, Math.min(30, 2 ** failures) * 1000, { ask: true });
}

// The session has ended: through login, and back to the field one was in.
function logIn() {
  const place = document.activeElement?.id || location.hash.slice(1);
  location.assign(`${form.dataset.login}?next=${encodeURIComponent(`${location.pathname}#${place}`)}`);
  return false;
}

// --- What people do -------------------------------------------------------------------------------------------------------

form.addEventListener("input", (event) => groupOf(event.target)?.keep());
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-confirm-all], [data-unchanged]")) groups.forEach((group) => group.keep());
  else groupOf(event.target)?.keep();
  if (event.target.type !== "file") flush();
});
window.addEventListener("online", () => flush({ ask: true }));
document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mine], [data-take]");
  if (!button) return;
  const group = groupOf(button);
  const name = button.dataset.mine ?? button.dataset.take;
  group.undecided.delete(name);
  if (button.dataset.take) group.put(name, group.base[name]);
  group.keep();
  const message = button.closest(".errorlist");
  message.textContent = "";
  delete message.dataset.theirs;
  group.input(name).removeAttribute("aria-invalid");
  group.input(name).focus();
  flush();
});

// A button that leaves the page waits until the server has what was typed; without a line it stays, and says so.
let isSafe = false;
form.addEventListener("submit", async (event) => {
  if (isSafe) return;
  event.preventDefault();
  if (!(await flush({ ask: true })) || isSafe) return;
  isSafe = true;
  form.requestSubmit(event.submitter);
});
// Coming back to the page by the browser's button, it has to wait again.
window.addEventListener("pageshow", () => { isSafe = false; });

// --- Coming back ----------------------------------------------------------------------------------------------------------

function unsent() {
  const kept = outbox.all();
  return groups.flatMap((group) => {
    const entry = kept[group.id];
    const isNews = entry && Object.entries(entry.typed).some(([name, text]) => name in group.base && text !== group.base[name]);
    if (entry && !isNews) outbox.set(group.id, null);
    return isNews ? [{ group, entry }] : [];
  });
}

function restore(found) {
  for (const { group, entry } of found) group.restore(entry);
  form.dispatchEvent(new Event("draft:shown"));
  flush();
}

function comeBack() {
  const found = unsent();
  let isSameSitting = false;
  try {
    isSameSitting = sessionStorage.getItem(KEY) !== null;
    sessionStorage.setItem(KEY, "");
  } catch { /* then it is asked each time */ }
  if (found.length && isSameSitting) restore(found);
  else if (found.length) {
    const last = new Date(Math.max(...found.map(({ entry }) => entry.at)));
    offer.querySelector("[data-offer-text]").textContent = `${found.map(({ group }) => group.title).join("、")} (${last.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })})`;
    offer.hidden = false;
    offer.querySelector("[data-offer-take]").addEventListener("click", () => { offer.hidden = true; restore(unsent()); });
    offer.querySelector("[data-offer-drop]").addEventListener("click", () => { offer.hidden = true; outbox.drop(); });
  }
  const place = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (place?.matches("input, textarea")) {
    place.closest("details")?.setAttribute("open", "");
    place.focus();
  }
}

comeBack();
