// For every page: what is typed and not taken yet stays in this browser; what goes wrong on the way is said; menus, search.
// Without this script every form, menu and the search work by their buttons.
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
const SESSION = "/session/";
const LANGUAGE = document.documentElement.lang;
// Read once: this page was made for this account, whoever logs in beside it.
const [ACCOUNT] = cookie("session_ends").split(".");

// --- Kept in this browser ---------------------------------------------------------------------------------------------

const store = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing works by the buttons */ }
  },
};
const PREFIX = `typed ${ACCOUNT} `;
const WORDS = `words ${LANGUAGE}`;
const words = () => store.get(WORDS) ?? {};

// Asks whether the session lasts; resolves to a fresh token, to "" when it has ended. Rejects when nobody answers.
async function session(options = {}) {
  const answer = await fetch(SESSION, { ...options, headers: { "HX-Request": "true" }, cache: "no-store", signal: AbortSignal.timeout?.(10_000) });
  if (answer.status === 401 || answer.status === 403 || answer.redirected) return "";
  if (!answer.ok) throw new Error(answer.status);
  const { token, words: said } = await answer.json();
  store.set(WORDS, said);
  for (const field of $$("[name=csrfmiddlewaretoken]")) field.value = token;
  return token;
}

// --- Messages ---------------------------------------------------------------------------------------------------------

// One at a time, at the foot of the screen; each act is a button, or a link if it has an address.
function say(text, acts = [], role = "alert") {
  hush();
  const box = document.createElement("div");
  box.className = `notice toast${role === "alert" ? " notice--error" : ""}`;
  box.setAttribute("role", role);
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  for (const [label, act] of [...acts, [words().close ?? "×", hush]]) {
    const isLink = typeof act === "string";
    const button = document.createElement(isLink ? "a" : "button");
    Object.assign(button, isLink ? { href: act, target: "_blank" } : { type: "button", onclick: act });
    button.className = "button button--plain";
    button.textContent = label;
    box.append(button);
  }
  document.body.append(box);
}
const hush = () => $$(".toast").forEach((each) => each.remove());

const again = (act) => [words().again ?? "↻", () => { hush(); act(); }];
const lineIsDown = (act) => say(words().line ?? "⚠ …", [again(act)]);
const hasEnded = (act) => say(words().ended ?? "⚠ …", [[words().log_in ?? "→", `/login/?next=${encodeURIComponent(SESSION_OVER)}`], again(act)]);
const SESSION_OVER = location.pathname + location.search;

// --- Forms ------------------------------------------------------------------------------------------------------------

// The report form and the meeting's decision keep what is typed themselves.
const OWN = "[data-report-form], [data-decision], #changelist-form";
const NOT_TYPED = "[type=hidden], [type=file], [type=password], [type=submit], [type=button], button, fieldset, output";
const fieldsOf = (form) => [...form.elements].filter((each) => each.name && !each.matches(NOT_TYPED));
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const valueOf = (field) => (field.matches("select[multiple]") ? [...field.selectedOptions].map((each) => each.value) : isTicked(field) ? field.checked : field.value);
const drawnOf = (field) => (field.options ? drawnIn(field) : isTicked(field) ? field.defaultChecked : field.defaultValue);
function drawnIn(select) {
  const drawn = [...select.options].filter((each) => each.defaultSelected).map((each) => each.value);
  return select.multiple ? drawn : (drawn[0] ?? select.options[0]?.value ?? "");
}
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const actionOf = (form) => form.getAttribute("action") || location.pathname;
const keyOf = (form) => PREFIX + actionOf(form);
const endOf = (form) => form.elements.form_end?.value;

const forms = ACCOUNT ? $$("form[method=post]").filter((form) => !form.matches(OWN) && !form.querySelector("[type=password]") && fieldsOf(form).length) : [];

function keep(form) {
  const typed = fieldsOf(form).map((field) => [field.name, valueOf(field)]);
  const isDrawn = fieldsOf(form).every((field) => isSame(valueOf(field), drawnOf(field)));
  store.set(keyOf(form), isDrawn ? null : { typed, end: endOf(form), page: location.pathname + location.search, at: Date.now() });
}

// Puts back what was typed in a form; says whether that changed anything.
function putBack(form) {
  const kept = store.get(keyOf(form));
  if (!kept) return false;
  const left = [...kept.typed];
  let hasChanged = false;
  for (const field of fieldsOf(form)) {
    const place = left.findIndex(([name]) => name === field.name);
    if (place < 0) continue;
    const [[, value]] = left.splice(place, 1);
    if (isSame(value, valueOf(field))) continue;
    if (field.matches("select[multiple]")) for (const each of field.options) each.selected = value.includes(each.value);
    else if (isTicked(field)) field.checked = value;
    else field.value = value;
    hasChanged = true;
  }
  if (!hasChanged) return false;
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

const A_WEEK = 7 * 24 * 60 * 60 * 1000;
const keptKeys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith("typed ")); } catch { return []; } };

// What the server has taken, and what nobody came back for. Both signs go at once: with other cookies than it was drawn
// with, a page one goes back to would be drawn anew, and sent from there a thing would be done twice.
const OF_A_MOMENT = "path=/; max-age=60; samesite=lax";
function forget() {
  const taken = cookie("taken");
  for (const name of ["taken", "typed"]) document.cookie = `${name}=; path=/; max-age=0; samesite=lax`;
  for (const key of keptKeys()) {
    const { end, at } = store.get(key) ?? {};
    if ((taken && end === taken) || !(Date.now() - at < A_WEEK)) store.set(key, null);
  }
}

// On a page that says something went wrong, the way back to the form.
function leadBack() {
  const link = document.querySelector("[data-typed]");
  if (!link || !ACCOUNT) return;
  const address = PREFIX + location.pathname;
  const key = keptKeys().find((each) => each === address || each.startsWith(`${address}#`));
  const entry = key && store.get(key);
  if (!entry) return;
  link.querySelector("a").href = entry.page;
  link.hidden = false;
}

function comeBack() {
  const returned = forms.filter(putBack);
  if (!returned.length) return;
  const drop = () => { for (const form of returned) { store.set(keyOf(form), null); form.reset(); } hush(); };
  say(words().put_back ?? "…", [[words().drop ?? "✕", drop]], "status");
}

// Before a form is sent: does the server answer, does the session last, is the token fresh? Then it goes as it would.
const isChecked = new WeakSet();
async function check(form, submitter) {
  let token;
  try { token = await session(); } catch { return lineIsDown(() => form.requestSubmit(submitter)); }
  if (!token) return hasEnded(() => form.requestSubmit(submitter));
  isChecked.add(form);
  form.requestSubmit(submitter);
}

const asking = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!forms.includes(form) || event.defaultPrevented || form.matches("[hx-post]")) return;
  keep(form);
  if (isChecked.delete(form)) {
    document.cookie = `typed=1; ${OF_A_MOMENT}`;
    return;
  }
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  check(form, event.submitter).finally(() => asking.delete(form));
});
for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    if (event.isTrusted && forms.includes(event.target.form)) keep(event.target.form);
  });
}

// --- What htmx sends --------------------------------------------------------------------------------------------------

// The report form, which sends for the body, says all this in its own line.
const isElsewhere = (event) => event.detail.elt === document.body;
function sendAgain({ detail: { elt, requestConfig } }) {
  const button = requestConfig.triggeringEvent?.submitter;
  return async () => {
    try { await session(); } catch { /* said by what is sent now */ }
    if (elt.matches("form")) elt.requestSubmit(button?.isConnected ? button : undefined);
    else elt.click();
  };
}
document.addEventListener("htmx:sendError", (event) => isElsewhere(event) || lineIsDown(sendAgain(event)));
document.addEventListener("htmx:timeout", (event) => isElsewhere(event) || lineIsDown(sendAgain(event)));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (isElsewhere(event)) return;
  const act = sendAgain(event);
  const isText = event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  if (status === 401) hasEnded(act);
  else if (status === 403) session().then((token) => (token ? say(words().refused ?? "403", [again(act)]) : hasEnded(act)), () => lineIsDown(act));
  else say((isText && responseText) || (words().failed ?? `⚠ ${status}`), [again(act)]);
});
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && !isElsewhere(event)) hush(); });

// --- The end of the session -------------------------------------------------------------------------------------------

const AHEAD = 120; // seconds
let isAnnounced = false;
function watchTheEnd() {
  const [account, ends] = cookie("session_ends").split(".");
  const left = Number(ends) - Date.now() / 1000;
  if (!ACCOUNT || account !== ACCOUNT || left > AHEAD) { isAnnounced = false; return; }
  if (isAnnounced || left <= 0) return;
  isAnnounced = true;
  session().then((token) => token && say(words().ends, [[words().stay, () => stay(token)]]), () => {});
}
function stay(token) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, form_end: "stay" });
  session({ method: "POST", body }).then(hush, () => lineIsDown(() => stay(token)));
}

// --- Menus, search, tables ----------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const open of $$(".site-header details[open]")) {
    if (!open.contains(event.target) && !event.target.closest(".site-nav")) open.open = false;
  }
});
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const open of $$(".site-header details[open]")) { open.open = false; open.firstElementChild.focus(); }
  const asks = (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.altKey) || (event.key === "k" && (event.ctrlKey || event.metaKey));
  const link = document.querySelector(".find");
  if (!asks || !link) return;
  event.preventDefault();
  link.click();
});

// On the search page, what fits is shown while one types.
const hits = document.querySelector("[data-hits]");
let typing = 0;
hits?.previousElementSibling.addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const address = `${location.pathname}?q=${encodeURIComponent(target.value)}`;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    hits.replaceChildren(...page.querySelector("[data-hits]").childNodes);
    history.replaceState(null, "", address);
  }, 200);
});

// A table of some length is sorted by its heads; the address keeps by which, and which way.
const TELLING = /^[-+−]?[\d,]*\.?\d+/;
const figureOf = (text) => (TELLING.test(text) ? Number(text.match(TELLING)[0].replace("−", "-").replaceAll(",", "")) : NaN);
const textAt = (row, column) => row.cells[column].textContent.trim();
function sort(table, column, isDown) {
  const body = table.tBodies[0];
  const compare = (one, other) => {
    const [a, b] = [textAt(one, column), textAt(other, column)];
    const difference = figureOf(a) - figureOf(b);
    return Number.isNaN(difference) ? a.localeCompare(b, LANGUAGE) : difference;
  };
  const rows = [...body.rows].sort(compare);
  body.append(...(isDown ? rows.reverse() : rows));
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    if (place === column) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}
const isPlain = (table) => table.tHead?.rows.length === 1 && table.tBodies.length === 1 && table.tBodies[0].rows.length >= 5
  && !table.closest(".chart") && !table.querySelector("[rowspan], [colspan], form") && [...table.tBodies[0].rows].every((row) => row.cells.length === table.tHead.rows[0].cells.length);
function makeSortable(table, number) {
  const name = `sort${number || ""}`;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.textContent.trim() || head.querySelector("a, button")) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isDown = head.getAttribute("aria-sort") === "ascending";
      sort(table, column, isDown);
      const address = new URL(location.href);
      address.searchParams.set(name, `${column}${isDown ? "-" : ""}`);
      history.replaceState(null, "", address);
    });
  });
  const asked = new URLSearchParams(location.search).get(name)?.match(/^(\d+)(-?)$/);
  if (asked && Number(asked[1]) < table.tHead.rows[0].cells.length) sort(table, Number(asked[1]), Boolean(asked[2]));
}

// --- At the beginning -------------------------------------------------------------------------------------------------

forget();
comeBack();
leadBack();
if ((forms.length || document.querySelector("[hx-post]")) && !store.get(WORDS)) session().catch(() => {});
if (document.querySelector(".site-header")) $$("main table").filter(isPlain).forEach(makeSortable);
if (!AbortSignal.timeout) document.getElementById("old")?.removeAttribute("hidden");
watchTheEnd();
addEventListener("focus", watchTheEnd);
setInterval(watchTheEnd, 15_000);
