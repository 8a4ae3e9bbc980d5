// What is said to the reader, and what can be done about it.
import { $$, words } from "./kept.js";

const HERE = location.pathname + location.search;

// One at a time, at the foot of the screen; each act is a button, or a link if it has an address.
export function say(text, acts = [], role = "alert") {
  hush();
  const box = document.createElement("div");
  box.className = `notice toast${role === "alert" ? " notice--error" : ""}`;
  box.setAttribute("role", role);
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  for (const [label, act] of [...acts, [words().close ?? "×", hush]]) {
    const isLink = typeof act === "string";
    const button = document.createElement(isLink ? "a" : "button");
    Object.assign(button, isLink ? { href: act, target: "_blank" } : { type: "button", onclick: act });
    button.className = "button button--plain";
    button.textContent = label;
    box.append(button);
  }
  document.body.append(box);
}
export const hush = () => $$(".toast").forEach((each) => each.remove());

export const again = (act) => [words().again ?? "↻", () => { hush(); act(); }];
export const lineIsDown = (act) => say(words().line ?? "⚠ …", [again(act)]);
export const hasEnded = (act) => say(words().ended ?? "⚠ …", [[words().log_in ?? "→", `/login/?next=${encodeURIComponent(HERE)}`], again(act)]);
