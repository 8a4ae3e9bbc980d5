// The wall display: one panel after the other, and fresh figures without a flicker. Without it the panels stand below
// each other.
const wall = document.querySelector("[data-wall]");
const keys = wall.querySelector("[data-keys]");
const away = wall.querySelector("[data-away]");
const stage = wall.querySelector("[data-stage]");
const onStage = matchMedia("(min-width: 60rem) and (min-aspect-ratio: 5/4)");
const twice = matchMedia("(min-aspect-ratio: 5/2)");
const STEP = Number(wall.dataset.step) * 1000;
const REFRESH = Number(wall.dataset.refresh) * 1000;
const LEAST_FIT = 60; // per cent
const MOST_FIT = 130;
let first = 0;
let paused = false;
let timer;

const panels = () => [...stage.querySelectorAll("[data-panel]")];
const dots = () => [...wall.querySelectorAll("[data-dot]")];
const live = () => [...document.querySelectorAll("[data-live]")];
const span = () => (twice.matches ? 2 : 1);
const isShown = (index) => index >= first && index < first + span();

const crosses = (panel) =>
  [...panel.querySelectorAll("td, .wall-trend li")].some((each) => each.scrollWidth > each.clientWidth);

// The whole screen is used: a panel with little on it is set larger, unless a word would run into its neighbour; a text
// longer than any foreseen smaller.
function fit(panel) {
  for (let size = MOST_FIT; size >= LEAST_FIT; size -= 5) {
    panel.style.setProperty("--fit", size / 100);
    const isWhole = panel.scrollHeight <= panel.clientHeight && panel.scrollWidth <= panel.clientWidth;
    if (isWhole && (size <= 100 || !crosses(panel))) break;
  }
}

function mark(isStep) {
  panels().forEach((panel, index) => {
    panel.toggleAttribute("data-current", isShown(index));
    panel.classList.toggle("panel--entering", isStep && isShown(index));
    panel.style.removeProperty("--fit");
  });
  if (onStage.matches) panels().filter((_panel, index) => isShown(index)).forEach(fit);
  dots().forEach((dot, index) => {
    if (isShown(index)) dot.setAttribute("aria-current", "true");
    else dot.removeAttribute("aria-current");
  });
}

function show(index, isStep = true) {
  const count = panels().length;
  first = Math.floor((((index % count) + count) % count) / span()) * span();
  mark(isStep);
  clearTimeout(timer);
  if (!paused) timer = setTimeout(() => show(first + span()), STEP);
}

const back = () => show(first ? first - span() : panels().length - 1);

function pause(on) {
  paused = on;
  keys.querySelector("[data-running]").hidden = paused;
  keys.querySelector("[data-paused]").hidden = !paused;
  show(first, false);
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

const ACTS = { back, on: () => show(first + span()), pause: () => pause(!paused), full: fullScreen };
// A presenter's clicker sends PageUp and PageDown.
const KEYS = {
  ArrowLeft: back, ArrowUp: back, PageUp: back,
  ArrowRight: ACTS.on, ArrowDown: ACTS.on, PageDown: ACTS.on,
  Home: () => show(0), End: () => show(panels().length - 1),
  " ": ACTS.pause,
};

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || !onStage.matches || event.ctrlKey || event.altKey || event.metaKey) return;
  // On a button the space bar is that button's.
  if (event.key === " " && event.target.closest("button, a")) return;
  event.preventDefault();
  act();
});

wall.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  if (key) ACTS[key.dataset.key]();
  const dot = event.target.closest("[data-dot]");
  if (!dot || !onStage.matches) return;
  event.preventDefault();
  show(dots().indexOf(dot));
});

// What the server last sent of each part: a part is exchanged only when it says something else.
let sent = live().map((part) => part.innerHTML);

function take(fresh) {
  const parts = [...fresh.querySelectorAll("[data-live]")];
  if (!fresh.querySelector("[data-wall]") || parts.length !== sent.length) throw new Error("login");
  const id = panels()[first]?.id;
  parts.forEach((part, index) => {
    if (part.innerHTML !== sent[index]) live()[index].replaceChildren(...document.adoptNode(part).childNodes);
  });
  for (const name of ["colours", "text"]) {
    const value = fresh.documentElement.dataset[name];
    if (value) document.documentElement.dataset[name] = value;
    else delete document.documentElement.dataset[name];
  }
  const place = panels().findIndex((panel) => panel.id === id);
  first = Math.floor(Math.max(place, 0) / span()) * span();
  mark(false);
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20000) });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = [...fresh.querySelectorAll("[data-live]")].map((part) => part.innerHTML);
    take(fresh);
    sent = said;
    away.hidden = true;
  } catch {
    away.hidden = false; // what is shown stays, under the time it is from
  } finally {
    setTimeout(refresh, REFRESH);
  }
}

wall.classList.add("wall--stepping");
keys.hidden = false;
keys.querySelector('[data-key="full"]').hidden = !document.fullscreenEnabled;
for (const query of [onStage, twice]) query.addEventListener("change", () => show(first, false));
addEventListener("resize", () => mark(false));
document.fonts?.ready.then(() => mark(false));
show(Math.max(panels().findIndex((panel) => `#${panel.id}` === location.hash), 0), false);
setTimeout(refresh, REFRESH);
