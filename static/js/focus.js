/* Brings the reader to what needs attention. */
export function focusProblem(root) {
  root.querySelector("[data-focus]")?.focus();
}

/* On narrow screens the open inspector covers the canvas: what lies under it is out of reach, Escape closes it. */
export function coverWithInspector(root) {
  const inspector = root.querySelector("[data-inspector].inspector--open:not([data-ready])");
  if (!inspector) return;
  inspector.dataset.ready = "";
  const narrow = matchMedia("(max-width: 62rem)");
  const others = [...inspector.parentElement.children].filter((element) => element !== inspector);
  const apply = () => {
    for (const element of others) element.inert = narrow.matches;
    if (narrow.matches) inspector.querySelector("[tabindex]")?.focus();
  };
  narrow.addEventListener("change", apply);
  inspector.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && narrow.matches) inspector.querySelector("[data-close]")?.click();
  });
  apply();
}
