/* Runs before the first paint: applies the look that this browser chose. No lead data is ever stored here. */
(() => {
  const root = document.documentElement;
  for (const name of ["theme", "density"]) {
    let value = null;
    try { value = localStorage.getItem(`baton-${name}`); } catch { /* storage is blocked: the system's look applies */ }
    if (value) root.dataset[name] = value;
  }
})();
