/* Warns before a watched form with typed changes is left without sending it. */
export function guardChanges(root) {
  for (const form of root.querySelectorAll("form[data-watch]:not([data-ready])")) {
    form.dataset.ready = "";
    const warn = (event) => event.preventDefault();
    form.addEventListener("input", () => addEventListener("beforeunload", warn), { once: true });
    form.addEventListener("submit", () => removeEventListener("beforeunload", warn));
  }
}
