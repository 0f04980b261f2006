/* Colours and density of the portal, remembered in this browser (theme.js applies them before the first paint). */
export function showPreferences(root) {
  const box = root.querySelector("[data-preferences]");
  if (!box) return;
  const chosen = document.documentElement.dataset;
  for (const input of box.querySelectorAll("input")) {
    if (chosen[input.name] === input.value) input.checked = true;
  }
  box.hidden = false;
  box.addEventListener("change", ({ target }) => {
    chosen[target.name] = target.value;
    try { localStorage.setItem(`baton-${target.name}`, target.value); } catch { /* remembered for this page only */ }
  });
}
