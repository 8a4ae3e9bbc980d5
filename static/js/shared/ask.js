// Asks once more before a step that others see at once.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (button && !window.confirm(button.dataset.ask)) event.preventDefault();
});
document.getElementById("errors")?.focus();
