// A meeting: who came is tapped, opening and closing are asked for once more.
import "../shared/site.js";
import "../shared/htmx.js";
import "../shared/ask.js";
