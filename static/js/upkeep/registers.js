// A register: what an entry will do is shown while one types.
import "../shared/site.js";
import "../shared/htmx.js";
