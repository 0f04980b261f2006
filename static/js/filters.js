/* A filter form sends itself when a choice changes; typing waits for Enter or the Apply button. */
export function sendFilters(root) {
  for (const form of root.querySelectorAll("form[data-auto-submit]:not([data-ready])")) {
    form.dataset.ready = "";
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, [type=radio], [type=checkbox]")) form.requestSubmit();
    });
  }
}
