/* A filter form sends itself when a choice changes; typing waits for Enter or the Apply button. */
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-auto-submit]");
  if (form && target.matches("select, [type=radio], [type=checkbox]")) form.requestSubmit();
});
