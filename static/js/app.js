/* The portal's extras. Every page works without them. */
import { keepDueFresh } from "./due.js";
import { offerCopying } from "./copy.js";
import { sendFilters } from "./filters.js";
import { guardChanges } from "./unsaved.js";
import { showPreferences } from "./preferences.js";
import { focusProblem, coverWithInspector } from "./focus.js";

function enhance(root) {
  offerCopying(root);
  sendFilters(root);
  guardChanges(root);
  coverWithInspector(root);
}

enhance(document);
showPreferences(document);
focusProblem(document);
keepDueFresh();
document.addEventListener("htmx-after-swap", () => enhance(document));
