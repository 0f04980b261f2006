/* Brings the reader to what needs attention: a summary of errors, or the builder's open settings on a narrow screen. */
const narrow = matchMedia("(max-width: 62rem)");

/* On narrow screens the open inspector covers the canvas: what lies under it is out of reach, Escape closes it. */
function cover() {
  const inspector = document.querySelector("[data-inspector].inspector--open");
  if (!inspector) return;
  for (const element of inspector.parentElement.children) {
    if (element !== inspector) element.inert = narrow.matches;
  }
  if (narrow.matches) inspector.querySelector("[tabindex]")?.focus();
}

function close(event) {
  if (event.key !== "Escape" || !narrow.matches) return;
  event.target.closest("[data-inspector]")?.querySelector("[data-close]")?.click();
}

document.querySelector("[data-focus]")?.focus();
cover();
narrow.addEventListener("change", cover);
document.addEventListener("htmx-after-swap", cover);
document.addEventListener("keydown", close);
