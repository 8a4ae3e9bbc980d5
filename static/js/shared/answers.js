// What htmx sends and no answer comes to.
import { session, words } from "./kept.js";
import { again, hasEnded, hush, lineIsDown, say } from "./messages.js";

// The report form, which sends for the body, says all this in its own line.
const isElsewhere = (event) => event.detail.elt === document.body;
function sendAgain({ detail: { elt, requestConfig } }) {
  const button = requestConfig.triggeringEvent?.submitter;
  return async () => {
    try { await session(); } catch { /* said by what is sent now */ }
    // htmx sends the name of a button that was clicked, and of no other.
    if (button?.isConnected) button.click();
    else if (elt.matches("form")) elt.requestSubmit();
    else elt.closest("form").dispatchEvent(new Event("change"));
  };
}
document.addEventListener("htmx:sendError", (event) => isElsewhere(event) || lineIsDown(sendAgain(event)));
document.addEventListener("htmx:timeout", (event) => isElsewhere(event) || lineIsDown(sendAgain(event)));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (isElsewhere(event)) return;
  const act = sendAgain(event);
  const isText = event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  if (status === 401) hasEnded(act);
  else if (status === 403) session().then((token) => (token ? say(words().refused ?? "403", [again(act)]) : hasEnded(act)), () => lineIsDown(act));
  else say((isText && responseText) || (words().failed ?? `⚠ ${status}`), [again(act)]);
});
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && !isElsewhere(event)) hush(); });
