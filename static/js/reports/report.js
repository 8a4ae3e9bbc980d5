// The report form's helper: ticks rows off, answers in one tap, counts what is still open. The form works without it.
import "./draft.js";

const form = document.querySelector("[data-report-form]");
const rows = [...form.querySelectorAll("[data-row]")];
const left = form.querySelector("[data-left]");
const bar = left.closest(".submit-bar");
const unchanged = form.querySelector("[data-unchanged]");

const confirmOf = (row) => row.querySelector("[data-confirm]");
// A yes or no is answered by tapping one of the two: neither is "no" before.
const isFilled = (row) => [...row.querySelectorAll('.figure input[type="text"]')].every((input) => input.value.trim())
  && [...row.querySelectorAll(".answer")].every((answer) => answer.querySelector(":checked"));
const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

const inputsOf = (row, name) => [...row.querySelectorAll(`[name="${name}"]`)];
function textOf(row, name) {
  const inputs = inputsOf(row, name);
  return (inputs[0].type === "radio" ? inputs.find((each) => each.checked)?.value : inputs[0].value) ?? "";
}
function put(row, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const input of inputsOf(row, name)) {
      if (input.type === "radio") input.checked = input.value === text;
      else input.value = text;
    }
  }
  confirmOf(row).checked = true;
}

// --- What is left -----------------------------------------------------------------------------------------------------------

// One tap answers the rows that say what last quarter and the register say, unless something else was typed there.
const isTyped = (row) => {
  const base = JSON.parse(row.querySelector("[data-base]").value);
  return Object.keys(base).some((name) => name.startsWith("v") && textOf(row, name).trim() !== base[name]);
};
const rowsUnchanged = () => rows.filter((row) => "asBefore" in row.dataset && !confirmOf(row).checked && !isTyped(row));

function showLeft() {
  const turns = [...form.querySelectorAll("[data-turn]")];
  const open = turns.length ? turns.filter((each) => each.dataset.turn === "open").length
    : rows.filter((row) => !confirmOf(row).checked).length;
  left.textContent = open ? `${left.dataset.open} ${open}` : left.dataset.none;
  if (turns.length) bar.classList.toggle("submit-bar--waiting", open > 0);
  for (const area of form.querySelectorAll("[data-left-area]")) {
    const links = [...area.querySelectorAll("[data-left-row]")];
    for (const link of links) link.hidden = confirmOf(document.getElementById(`row-${link.dataset.leftRow}`)).checked;
    const open = links.filter((link) => !link.hidden).length;
    area.querySelector("[data-count]").textContent = open;
    area.hidden = !open;
  }
  const rest = form.querySelector("[data-rest]");
  if (rest) rest.hidden = !rest.querySelector("[data-left-area]:not([hidden])");
  if (!unchanged) return;
  const count = rowsUnchanged().length;
  unchanged.querySelector("[data-count]").textContent = count;
  // It keeps its place when there is nothing left to do: what stands below must not jump.
  unchanged.disabled = !count;
}

function show() {
  showLeft();
  for (const area of form.querySelectorAll("[data-area]")) {
    const open = [...area.querySelectorAll("[data-confirm]")].some((box) => !box.checked);
    form.querySelector(`[data-progress="${area.dataset.area}"]`)?.classList.toggle("progress--done", !open);
    const button = area.querySelector("[data-confirm-all]");
    if (!button) continue;
    button.hidden = false;
    button.classList.toggle("report-area__all--done", !open);
  }
  for (const row of before.keys()) row.querySelector("[data-undo]")?.removeAttribute("hidden");
}

// --- Taps -------------------------------------------------------------------------------------------------------------------

const before = new Map(); // what stood in a row before the register was taken

// Whoever types a figure or ticks a thing has answered the row, unless a figure is still missing.
// Capturing: the tick has to stand before the row is looked at to be saved.
form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && event.target.matches('.figure input, [type="radio"]')) confirmOf(row).checked = isFilled(row);
}, true);
form.addEventListener("input", show);
form.addEventListener("draft:shown", show);

const taps = {
  put(button, row) {
    const texts = JSON.parse(button.dataset.put);
    before.set(row, Object.fromEntries(Object.keys(texts).map((name) => [name, textOf(row, name)])));
    put(row, texts);
  },
  undo(_button, row) {
    put(row, before.get(row));
    before.delete(row);
  },
  confirmAll(button) {
    for (const row of button.closest("[data-area]").querySelectorAll("[data-row]")) {
      if (isFilled(row)) confirmOf(row).checked = true;
    }
  },
  unchanged() {
    for (const row of rowsUnchanged()) confirmOf(row).checked = true;
  },
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-put], [data-undo], [data-confirm-all], [data-unchanged]");
  if (!button) return;
  event.preventDefault();
  const tap = Object.keys(taps).find((name) => name in button.dataset);
  taps[tap](button, button.closest("[data-row]"));
  changed(button);
  show();
});

// A file that was chosen in a row is attached at once.
form.addEventListener("change", (event) => {
  const button = event.target.matches('[type="file"]') && event.target.parentElement.querySelector("[data-attach]");
  if (button && event.target.files.length) form.requestSubmit(button);
});

document.getElementById("errors")?.focus();
show();
