/* A booth's screen: asks whether somebody is still there after <dialog data-idle> seconds without a touch, and begins
   again with an empty form <data-warning> seconds later, and <… data-again> seconds after the thank-you. Nothing is kept on the device: a page that answers a post
   forgets what was posted, so that "back" cannot send it once more. */
const dialog = document.querySelector("dialog.kiosk-idle");
const home = location.pathname.replace(/\/thanks\/.*$/, "") + location.search;
let touched = Date.now();

history.replaceState(null, "", location.href);
addEventListener("pageshow", (event) => event.persisted && location.replace(home));

function look() {
  const idle = (Date.now() - touched) / 1000 - Number(dialog.dataset.idle);
  const left = Math.ceil(Number(dialog.dataset.warning) - idle);
  if (idle >= 0 && left <= 0) location.replace(home);
  else if (idle >= 0) {
    dialog.querySelector("[data-left]").textContent = left;
    if (!dialog.open) dialog.showModal();
  }
}

const thanked = document.querySelector("[data-again]");
if (thanked) setTimeout(() => location.replace(home), Number(thanked.dataset.again) * 1000);

if (dialog) {
  const stay = () => {
    touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(kind, () => dialog.open || stay(), { capture: true, passive: true });
  }
  dialog.addEventListener("close", stay);
  setInterval(look, 1000);
}
