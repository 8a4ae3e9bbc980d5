// The meeting mode: keys step through the agenda, a text too long for the screen is set smaller, and what is being typed
// stays with its step. Without it the links step, and the page scrolls.
import "../shared/site.js";
import "../shared/htmx.js";
import "../shared/ask.js";

const stage = document.querySelector("[data-stage]");
const shown = stage.querySelector("[data-shown]");
const agenda = stage.querySelector("[data-agenda]");
const form = stage.querySelector("[data-decision]");
const onStage = matchMedia("(min-width: 60rem) and (min-aspect-ratio: 5/4)");
const LEAST_FIT = 0.7;
const TYPED = "textarea, select, input:not([type=hidden]):not([type=checkbox])";

function fit() {
  shown.style.removeProperty("--fit");
  if (!onStage.matches) return;
  for (let size = 1; size >= LEAST_FIT; size -= 0.05) {
    shown.style.setProperty("--fit", size);
    if (shown.scrollHeight <= shown.clientHeight) break;
  }
}

// A presenter's clicker sends PageUp and PageDown. Up and down scroll what is longer than the screen.
const go = (way) => stage.querySelector(`[data-${way}]`)?.click();
const scroll = (by) => shown.scrollBy({ top: by * shown.clientHeight * 0.4 });
const KEYS = {
  ArrowLeft: () => go("back"), PageUp: () => go("back"),
  ArrowRight: () => go("on"), PageDown: () => go("on"),
  ArrowUp: () => scroll(-1), ArrowDown: () => scroll(1),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest(TYPED);
  if (event.key === "Escape") {
    agenda.open = false;
    field?.blur();
  }
  const act = KEYS[event.key];
  if (!act || field || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  act();
});

// What was typed and not sent yet waits in this tab under its step; once more was agreed, it was sent.
const key = form && `decision ${location.pathname} ${form.dataset.of}`;
const fields = form ? [...form.querySelectorAll(TYPED), ...form.querySelectorAll("[type=checkbox]")] : [];
const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

function keep() {
  const typed = Object.fromEntries(fields.map((field) => [field.id, valueOf(field)]));
  sessionStorage.setItem(key, JSON.stringify({ agreed: form.dataset.agreed, typed }));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (!kept) return;
  if (kept.agreed !== form.dataset.agreed) {
    sessionStorage.removeItem(key);
    return;
  }
  for (const field of fields) {
    if (!(field.id in kept.typed)) continue;
    if (field.type === "checkbox") field.checked = kept.typed[field.id];
    else field.value = kept.typed[field.id];
  }
}

if (form) {
  restore();
  form.addEventListener("input", keep);
  form.querySelector("[aria-invalid=true]")?.focus();
}
stage.querySelector("[data-hint]").hidden = false;
addEventListener("resize", fit);
document.fonts?.ready.then(fit);
fit();
