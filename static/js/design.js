/* The design of a form: a picker beside every colour, and a preview that follows what is chosen. Without this the
   colours are typed, and the preview shows what was saved. */
const form = document.getElementById("design");
const preview = document.querySelector("[data-preview]");
const frame = preview?.querySelector("iframe");
let page = "form";
let waiting;

function address(name) {
  const chosen = new URLSearchParams(new FormData(form));
  for (const own of ["csrf_token", "rev"]) chosen.delete(own);
  chosen.set("page", name);
  return `${location.pathname}/preview?${chosen}`;
}

function follow() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    for (const link of preview.querySelectorAll("a")) link.href = address(link.dataset.page);
    frame.contentWindow.location.replace(address(page));
  }, 300);
}

function turn(event) {
  const link = event.target.closest("a[data-page]");
  if (!link) return;
  page = link.dataset.page;
  for (const other of preview.querySelectorAll("a")) other.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "true");
}

function full(code) {
  const typed = code.trim().toLowerCase().replace(/^#/, "");
  const signs = /^[0-9a-f]{3}$/.test(typed) ? [...typed].map((sign) => sign + sign).join("") : typed;
  return /^[0-9a-f]{6}$/.test(signs) ? `#${signs}` : "";
}

function pick(input) {
  const picker = document.createElement("input");
  const row = document.createElement("div");
  const label = document.querySelector(`label[for="${input.id}"]`).firstChild.textContent.trim();
  const shown = () => { picker.value = full(input.value) || input.dataset.colour; };
  picker.type = "color";
  picker.className = "swatch__pick";
  picker.setAttribute("aria-label", `Pick: ${label}`);
  row.className = "swatch";
  input.replaceWith(row);
  row.append(picker, input);
  shown();
  picker.addEventListener("input", () => { input.value = picker.value; input.dispatchEvent(new Event("input", { bubbles: true })); });
  input.addEventListener("input", shown);
}

if (form && preview) {
  for (const input of form.querySelectorAll("[data-colour]")) pick(input);
  form.addEventListener("input", follow);
  preview.addEventListener("click", turn);
}
