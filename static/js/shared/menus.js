// The header's menus, and the way to the search.
import { $$ } from "./kept.js";

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
