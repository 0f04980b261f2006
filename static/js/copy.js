/* Copy buttons show themselves only where the clipboard can be reached. */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label ? label.textContent : button.getAttribute("aria-label");
  const say = (words) => (label ? (label.textContent = words) : button.setAttribute("aria-label", words));
  say(button.dataset.copied);
  setTimeout(() => say(before), 2000);
}

export function offerCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
