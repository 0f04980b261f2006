/* Inside the frame of another site: tells the page around it how tall the form is, and takes from it where the visitor
   came from (static/js/embed.js is the other side). Only sites that the form names can frame it, by its CSP. */
const NAMES = "utm_source utm_medium utm_campaign utm_term utm_content gclid msclkid referrer landing_url".split(" ");
const SOURCE = new Set([...NAMES, ...NAMES.map((name) => `first_${name}`), "embed_url"]);
const sheet = document.querySelector(".sheet__inner");
const BELOW = 24;
const form = document.querySelector("form.form--public");
let host = "";
let calls = 0;

function call() {
  if (host || calls > 40) return;
  calls += 1;
  parent.postMessage({ baton: "ready" }, "*");
  setTimeout(call, 250);
}

function fill(source) {
  for (const [name, value] of Object.entries(source)) {
    if (!SOURCE.has(name) || typeof value !== "string") continue;
    let input = form.querySelector(`input[type=hidden][name="${name}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = value.slice(0, 500);
  }
}

function tell() {
  parent.postMessage({ baton: "height", height: sheet.getBoundingClientRect().bottom + scrollY + BELOW }, host);
}

/* Browsers do not do it by themselves in the frame of another site: the errors, or the thanks, are what is read next. */
document.querySelector("[autofocus]")?.focus();
if (parent !== window) {
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data?.baton !== "source") return;
    const known = host;
    host = event.origin;
    if (form) fill(event.data.source || {});
    if (!known) new ResizeObserver(tell).observe(sheet);
  });
  call();
}
