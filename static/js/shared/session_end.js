// The end of the session is said ahead, and put off by a button.
import { ACCOUNT, cookie, session, words } from "./kept.js";
import { hush, lineIsDown, say } from "./messages.js";

const AHEAD = 120; // seconds
let isAnnounced = false;
function watchTheEnd() {
  const [account, ends] = cookie("session_ends").split(".");
  const left = Number(ends) - Date.now() / 1000;
  if (!ACCOUNT || account !== ACCOUNT || left > AHEAD) { isAnnounced = false; return; }
  if (isAnnounced || left <= 0) return;
  isAnnounced = true;
  session().then((token) => token && say(words().ends, [[words().stay, () => stay(token)]]), () => {});
}
function stay(token) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, form_end: "stay" });
  session({ method: "POST", body }).then(hush, () => lineIsDown(() => stay(token)));
}

watchTheEnd();
addEventListener("focus", watchTheEnd);
setInterval(watchTheEnd, 15_000);

// A page that was kept whole for "back" is shown while the login lasts it was made in, and hidden until that is known:
// the answer to a logout clears what was kept before, and the page that is left is kept after it.
addEventListener("pagehide", (event) => { document.documentElement.hidden = event.persisted && Boolean(ACCOUNT); });
addEventListener("pageshow", (event) => {
  const [account, ends] = cookie("session_ends").split(".");
  const isOver = account !== ACCOUNT || Number(ends) * 1000 < Date.now();
  if (event.persisted && ACCOUNT && isOver) location.reload();
  else document.documentElement.hidden = false;
});
