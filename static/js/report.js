// The report form's helper: everything here is a convenience, the form works without it.
const form = document.querySelector("[data-report-form]");
const rows = [...form.querySelectorAll("[data-row]")];
const state = form.querySelector("[data-state]");
let unsaved = false;

const confirmOf = (row) => row.querySelector("[data-confirm]");
const isFilled = (row) => [...row.querySelectorAll('.figure input[type="text"]')].every((input) => input.value.trim());

function show() {
  const open = rows.filter((row) => !confirmOf(row).checked).length;
  state.textContent = (open ? `${state.dataset.open} ${open}` : state.dataset.none) + (unsaved ? ` · ${state.dataset.unsaved}` : "");
  for (const area of form.querySelectorAll("[data-area]")) {
    const left = [...area.querySelectorAll("[data-confirm]")].filter((box) => !box.checked).length;
    const mark = form.querySelector(`[data-progress="${area.dataset.area}"]`);
    mark.classList.toggle("progress--done", left === 0);
    area.querySelector("[data-confirm-all]").hidden = left === 0;
  }
}

form.addEventListener("input", (event) => {
  unsaved = true;
  const row = event.target.closest("[data-row]");
  // Whoever types a figure or ticks a thing has answered the row, unless a figure is still missing.
  if (row && !event.target.matches("[data-confirm], textarea")) confirmOf(row).checked = isFilled(row);
  show();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm-all]");
  if (!button) return;
  unsaved = true;
  for (const row of button.closest("[data-area]").querySelectorAll("[data-row]")) {
    if (isFilled(row)) confirmOf(row).checked = true;
  }
  show();
});

form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

document.getElementById("errors")?.focus();
show();
