// A table of some length is sorted by its heads; the address keeps by which, and which way.
import { $$, LANGUAGE } from "./kept.js";

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

if (document.querySelector(".site-header")) $$("main table").filter(isPlain).forEach(makeSortable);
