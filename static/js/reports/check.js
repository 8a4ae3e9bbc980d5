// The check of a report: counts what is marked, offers the usual reasons, and answers to J, K, R and A. It works without.
import "../shared/site.js";
import { answerTo, step } from "../shared/keys.js";

const form = document.querySelector(".check");
const approve = form.querySelector(".decide__approve");
const back = form.querySelector(".decide__return");
const confirmed = form.querySelector("[name=confirmed]");
const remark = form.querySelector("[data-remark]");
const plain = back?.textContent;
const boxes = [...form.querySelectorAll(".flag__box")];
const problemOf = (box) => box.closest("tr").nextElementSibling.querySelector("textarea");

function count() {
  const marked = boxes.filter((box) => box.checked).length + (remark.querySelector("textarea").value.trim() ? 1 : 0);
  if (!back) return;
  back.textContent = marked ? back.dataset.return.replace("{n}", marked) : plain;
  approve.disabled = marked > 0;
  form.classList.toggle("check--held", marked > 0); // says why, also of what is wrong with the whole
}

for (const box of boxes) {
  box.addEventListener("change", () => {
    const text = problemOf(box);
    // What was typed is put aside with the mark and comes back with it.
    offer(text);
    if (box.checked) text.value ||= text.dataset.aside ?? "";
    else [text.dataset.aside, text.value] = [text.value, ""];
    if (box.checked) text.focus();
    count();
  });
}
const quick = form.querySelector("[data-quick]").content.firstElementChild;
function offer(text) {
  if (text.parentElement.querySelector(".check__quick")) return;
  const offered = quick.cloneNode(true);
  offered.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-text]");
    if (!button) return;
    text.value = [text.value.trim(), button.dataset.text].filter(Boolean).join(" ");
    text.focus();
  });
  text.before(offered);
}
for (const box of boxes) if (box.checked) offer(problemOf(box));
remark.addEventListener("input", count);
back?.addEventListener("click", (event) => {
  const typed = [...form.querySelectorAll("textarea")].some((text) => text.value.trim());
  if (typed || boxes.some((box) => box.checked)) return;
  event.preventDefault();
  remark.open = true;
  remark.querySelector("textarea").focus();
});

const rows = () => [...form.querySelectorAll("[data-row]")];
answerTo({
  j: () => step(rows(), 1),
  k: () => step(rows(), -1),
  r: () => document.activeElement?.closest("[data-row]")?.querySelector(".flag__box").click(),
  a() {
    if (!approve || approve.disabled) return;
    if (confirmed.checked) form.requestSubmit(approve);
    else confirmed.focus();
  },
});
// What was put back can be thrown away (static/js/shared/typed.js).
form.addEventListener("reset", () => setTimeout(count));
document.getElementById("errors")?.focus();
count();
