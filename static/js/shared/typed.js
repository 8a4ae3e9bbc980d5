// What is typed in a form and not taken yet stays in this browser; before a form goes, the session is asked.
import { $$, ACCOUNT, cookie, hasWords, session, store, words } from "./kept.js";
import { hasEnded, hush, lineIsDown, say } from "./messages.js";

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
const PREFIX = `typed ${ACCOUNT} `;
const keyOf = (form) => PREFIX + actionOf(form);
const endOf = (form) => form.elements.form_end?.value;

// Asked anew each time: htmx draws forms in place of others.
const isKept = (form) => ACCOUNT && form?.matches("form[method=post]") && !form.matches(OWN) && !form.querySelector("[type=password]") && fieldsOf(form).length > 0;
const forms = () => $$("form").filter(isKept);

// Where a form goes by the button that sends it.
const goalOf = (form, submitter) => new URL(submitter?.getAttribute("formaction") ?? actionOf(form), location.href).pathname;
const labelOf = (field) => (field.matches("select:not([multiple])") ? field.selectedOptions[0]?.text : undefined);

function keep(form, submitter) {
  const typed = fieldsOf(form).map((field) => [field.name, valueOf(field), labelOf(field)]);
  const isDrawn = fieldsOf(form).every((field) => isSame(valueOf(field), drawnOf(field)));
  const page = location.pathname + location.search;
  store.set(keyOf(form), isDrawn ? null : { typed, end: endOf(form), page, goal: goalOf(form, submitter), at: Date.now() });
}

// The staff pages' rows that were added by hand: as many as were typed in.
function addRows(form, typed) {
  for (const group of $$("[data-inline-formset]", form)) {
    const { prefix } = JSON.parse(group.dataset.inlineFormset).options;
    const wanted = Math.max(...typed.map(([name]) => Number(name.match(`^${prefix}-(\\d+)-`)?.[1] ?? -1))) + 1;
    const total = form.elements[`${prefix}-TOTAL_FORMS`];
    const add = group.querySelector(".add-row a");
    for (let left = wanted - Number(total?.value); add && left > 0; left -= 1) add.click();
  }
}

// Puts back what was typed in a form; says whether that changed anything.
function putBack(form) {
  const kept = store.get(keyOf(form));
  if (!kept) return false;
  addRows(form, kept.typed);
  const left = [...kept.typed];
  let hasChanged = false;
  for (const field of fieldsOf(form)) {
    const place = left.findIndex(([name]) => name === field.name);
    if (place < 0) continue;
    const [[, value, label]] = left.splice(place, 1);
    // Who began to type before this script had arrived typed later than what is kept.
    if (isSame(value, valueOf(field)) || !isSame(valueOf(field), drawnOf(field))) continue;
    if (field.matches("select[multiple]")) for (const each of field.options) each.selected = value.includes(each.value);
    else if (isTicked(field)) field.checked = value;
    else {
      // A select that asks the server for its choices holds none but the one that was made.
      if (field.options && ![...field.options].some((each) => each.value === value)) field.add(new Option(label, value));
      field.value = value;
    }
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
  const entry = keptKeys().filter((key) => key.startsWith(PREFIX)).map(store.get).find((each) => each?.goal === location.pathname);
  if (!entry) return;
  link.querySelector("a").href = entry.page;
  link.hidden = false;
}

function comeBack() {
  const returned = forms().filter(putBack);
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
  if (!isKept(form) || event.defaultPrevented || form.matches("[hx-post]")) return;
  keep(form, event.submitter);
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
    if (event.isTrusted && isKept(event.target.form)) keep(event.target.form);
  });
}

// What htmx sends and the server takes is not typed any more.
document.addEventListener("htmx:afterRequest", ({ detail: { successful, elt } }) => {
  if (successful && isKept(elt)) store.set(keyOf(elt), null);
});

forget();
// Django's own scripts make the buttons that add rows, once all else is there.
if (document.querySelector("[data-inline-formset]")) addEventListener("load", () => setTimeout(comeBack));
else comeBack();
leadBack();
if ((forms().length || document.querySelector("[hx-post]")) && !hasWords()) session().catch(() => {});
