/* Colours and density of the portal, remembered in this browser (theme.js applies them before the first paint). */
const box = document.querySelector("[data-preferences]");
const chosen = document.documentElement.dataset;

function choose({ target }) {
  chosen[target.name] = target.value;
  try { localStorage.setItem(`baton-${target.name}`, target.value); } catch { /* it holds for this page only */ }
}

if (box) {
  for (const input of box.querySelectorAll("input")) {
    if (chosen[input.name] === input.value) input.checked = true;
  }
  box.hidden = false;
  box.addEventListener("change", choose);
}
