// Pages that answer to single keys: not while something is typed, and they can be switched off, for all pages at once.
export function answerTo(keys, on = document.querySelector("[data-keys-on]")) {
  on.closest("[data-keys]").hidden = false;
  on.checked = localStorage.getItem("check-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("check-keys", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("textarea, select, input:not([type=checkbox])");
    if (isTyping || !on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Moves the focus to the next of these elements, or the one before; from anywhere else to the first or the last.
export function step(all, by) {
  const rows = all.filter((row) => row.checkVisibility());
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
