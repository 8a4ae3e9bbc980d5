// Opens a picture in place. Without this the link shows it in the tab.
function show(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "picture";
  const bar = document.createElement("form");
  bar.method = "dialog";
  bar.className = "picture__bar";
  const name = document.createElement("span");
  name.id = "picture-name";
  name.textContent = link.textContent.trim();
  const button = document.createElement("button");
  button.className = "button button--plain";
  button.textContent = link.dataset.picture;
  bar.append(name, button);
  const image = document.createElement("img");
  image.src = link.href;
  image.alt = name.textContent;
  dialog.setAttribute("aria-labelledby", name.id);
  dialog.append(bar, image);
  // A click beside the picture closes it, as Esc does; the focus goes back to the link by itself.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-picture]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain) return;
  event.preventDefault();
  show(link);
});
