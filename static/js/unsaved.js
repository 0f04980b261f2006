/* Warns before a watched form with changes is left without sending it. */
const warn = (event) => event.preventDefault();

document.addEventListener("input", ({ target }) => {
  if (target.closest("form[data-watch]")) addEventListener("beforeunload", warn);
});
document.addEventListener("submit", () => removeEventListener("beforeunload", warn));
