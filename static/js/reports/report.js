// The report form's helper: ticks rows off and counts what is still open. The form works without it.
const form = document.querySelector("[data-report-form]");
const rows = [...form.querySelectorAll("[data-row]")];
const left = form.querySelector("[data-left]");

const confirmOf = (row) => row.querySelector("[data-confirm]");
// A yes or no is answered by tapping one of the two: neither is "no" before.
const isFilled = (row) => [...row.querySelectorAll('.figure input[type="text"]')].every((input) => input.value.trim())
  && [...row.querySelectorAll(".answer")].every((answer) => answer.querySelector(":checked"));
const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

function show() {
  const open = rows.filter((row) => !confirmOf(row).checked).length;
  left.textContent = open ? `${left.dataset.open} ${open}` : left.dataset.none;
  for (const area of form.querySelectorAll("[data-area]")) {
    const open = [...area.querySelectorAll("[data-confirm]")].some((box) => !box.checked);
    form.querySelector(`[data-progress="${area.dataset.area}"]`).classList.toggle("progress--done", !open);
    const button = area.querySelector("[data-confirm-all]");
    button.hidden = false;
    // It keeps its place when there is nothing left to do: what stands below must not jump.
    button.classList.toggle("report-area__all--done", !open);
  }
}

// Whoever types a figure or ticks a thing has answered the row, unless a figure is still missing.
// Capturing: the tick has to stand before the row is looked at to be saved.
form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.target.matches("[data-confirm], textarea")) confirmOf(row).checked = isFilled(row);
}, true);
form.addEventListener("input", show);
form.addEventListener("draft:shown", show);

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm-all]");
  if (!button) return;
  for (const row of button.closest("[data-area]").querySelectorAll("[data-row]")) {
    if (isFilled(row)) confirmOf(row).checked = true;
  }
  changed(button);
  show();
});

document.getElementById("errors")?.focus();
show();
