// My work: J and K go from matter to matter, Enter does what the button says. It works without.
import "../shared/site.js";
import { answerTo, step } from "../shared/keys.js";

const acts = [...document.querySelectorAll(".ahead > .button, .inbox__row .button")];
// Where there are a few matters no keys are offered.
if (document.querySelector("[data-keys-on]")) answerTo({ j: () => step(acts, 1), k: () => step(acts, -1) });
