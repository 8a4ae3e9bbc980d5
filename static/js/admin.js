// Names for inputs of the staff pages that Django leaves nameless: cells of a table of rows, and its search selects.

function headings(table) {
  const columns = [...table.querySelectorAll("thead th")].filter((heading) => !heading.classList.contains("original"));
  return columns.map((heading) => heading.firstChild?.textContent.trim() ?? "");
}

function nameCells(table) {
  const names = headings(table);
  for (const row of table.querySelectorAll("tbody tr")) {
    // The first cell holds the row's own name, and is no column.
    const cells = [...row.children].filter((cell) => !cell.classList.contains("original"));
    cells.forEach((cell, place) => {
      for (const input of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (!input.labels?.length && names[place]) {
          input.setAttribute("aria-label", names[place]);
        }
      }
    });
  }
}

function nameSelects() {
  for (const shown of document.querySelectorAll(".select2-selection")) {
    const select = shown.closest(".select2")?.previousElementSibling;
    const name = select?.labels?.[0]?.textContent.trim().replace(/[:：]$/, "") || select?.getAttribute("aria-label");
    if (name) {
      shown.removeAttribute("aria-labelledby");
      shown.setAttribute("aria-label", name);
      shown.querySelector("[role=textbox]")?.setAttribute("aria-label", name);
    }
  }
}

function nameAll() {
  document.querySelectorAll(".inline-group .tabular table").forEach(nameCells);
  // A name on a bare span says nothing to anybody.
  document.querySelectorAll(".selector span[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
  nameSelects();
}

nameAll();
// Rows are added by hand, and Django's own scripts draw the search selects when they please.
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
