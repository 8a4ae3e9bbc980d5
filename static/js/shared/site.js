// For every page; without it every form, menu and the search work by their buttons.
import "./typed.js";
import "./answers.js";
import "./session_end.js";
import "./menus.js";
import "./search.js";
import "./tables.js";
import "./pictures.js";

// What saves while one types needs this; browsers still older are told by the style sheet.
if (!AbortSignal.timeout) document.querySelector(".old")?.style.setProperty("display", "inline");
