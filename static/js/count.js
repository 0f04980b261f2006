/* Says under a long text how many characters are left.
   <p id="<id of the text>-count" data-count="500" data-left="Characters left:" data-over="Characters too many:">
   Who hears the page is told when typing stops, and only when few are left. */
const FEW = 0.2;
const PAUSE = 1000;

for (const line of document.querySelectorAll("[data-count]")) {
  const box = document.getElementById(line.id.replace(/-count$/, ""));
  const most = Number(line.dataset.count);
  const teller = Object.assign(document.createElement("p"), { className: "vh", role: "status" });
  let timer = 0;

  const count = () => {
    const left = most - [...box.value.trim()].length;
    line.textContent = `${left < 0 ? line.dataset.over : line.dataset.left} ${Math.abs(left)}`;
    line.toggleAttribute("data-over-it", left < 0);
    clearTimeout(timer);
    if (left < most * FEW) timer = setTimeout(() => { teller.textContent = line.textContent; }, PAUSE);
  };

  line.after(teller);
  box.addEventListener("input", count);
  count();
}
