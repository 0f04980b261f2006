/* Copy buttons: they show themselves only where the clipboard can be reached. */
const SHOWN_FOR = 2000;

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label ? label.textContent : button.getAttribute("aria-label");
  const say = (words) => (label ? (label.textContent = words) : button.setAttribute("aria-label", words));
  say(button.dataset.copied);
  setTimeout(() => say(before), SHOWN_FOR);
}

function show() {
  for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
}

if (navigator.clipboard) {
  show();
  document.addEventListener("htmx-after-swap", show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
}
