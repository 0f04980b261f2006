/* The builder saves by itself what is typed into its settings, and says so in the status line. One request at a time: a
   button that is pressed meanwhile waits until the draft is saved, so that nobody clashes with themselves. What cannot be
   saved stays as it was typed. Without JavaScript the Save button does the same. */
const PAUSE = 900;
const AGAIN = 5000;
const PRESSED = ".builder a[href], .bar a[href], .builder button[type=submit], .bar button[type=submit]";
let typed = false;
let failed = "";
let heard = true;
let timer = 0;
let running = 0;
let waiting = [];

const settings = () => document.querySelector("form[data-autosave]");
const idle = () => (running ? new Promise((done) => waiting.push(done)) : Promise.resolve());

function say(words) {
  const line = document.querySelector("#saved");
  if (line && line.textContent !== words) line.textContent = words;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function post(source, url, values, own = false) {
  await htmx.ajax("POST", url, { source, values, own, target: "#main", select: "#main", swap: "outerMorph show:none" });
  await idle();
}

async function save() {
  clearTimeout(timer);
  await idle();
  const source = settings();
  if (!typed || !source) return;
  typed = heard = false;
  say("Saving…");
  await post(source, source.action, { autosave: "1" }, true);
  if (!heard) fail("Not saved: Baton does not answer. It is tried again.", AGAIN);
  else if (typed && !failed) await save();
}

function fail(words, again = 0) {
  typed = true;
  failed = words;
  say(words);
  if (again) later(again);
}

/* The answer to a save: shown, unless more was typed meanwhile or it was refused. */
function answered(event) {
  const { ctx } = event.detail;
  if (!ctx.own) return;
  heard = true;
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  if (ctx.response.status >= 400) {
    event.preventDefault();
    fail(page.querySelector("#saved")?.textContent || "Not saved: Baton could not take it. It stays here; press Save to try again.");
  } else if (typed) {
    event.preventDefault();
    const rev = page.querySelector("form[data-autosave] [name=rev]")?.value;
    if (rev) settings().elements.rev.value = rev;
  } else failed = "";
}

/* Everything typed is saved, or the reader wants to go on without it. */
async function settled(control) {
  await idle();
  if (!typed || settings()?.contains(control)) return true;
  await save();
  if (!failed) return true;
  if (!confirm(`${failed}\n\nGo on without it?`)) return false;
  typed = false;
  failed = "";
  return true;
}

async function press(event) {
  const control = event.target.closest(PRESSED);
  if (!control || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (settings()?.contains(control)) clearTimeout(timer);
  if (!running && (!typed || settings()?.contains(control))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if ((await settled(control)) && control.isConnected) control.click();
}

function edited({ type, target }) {
  if (!target.closest("form[data-autosave]") || target.name?.startsWith("new")) return;
  if (type === "input") {
    typed = true;
    failed = "";
  }
  if (typed && type === "change") later(100);
  else if (!target.name?.startsWith("option.")) later(PAUSE);
}

/* A drop: [data-drop] or the palette says where it is posted to. */
async function dropped({ target, detail }) {
  if (!(await settled(target))) return;
  const rev = document.querySelector("[data-rev]").dataset.rev;
  await post(target, target.dataset?.drop || target.action, { rev, ...detail });
}

function turnBack(event) {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  if (event.target.closest("input, textarea, select")) return;
  const button = document.querySelector(event.shiftKey ? "[data-redo]" : "[data-undo]");
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

document.addEventListener("input", edited);
document.addEventListener("change", edited);
document.addEventListener("click", press, true);
document.addEventListener("keydown", turnBack);
document.addEventListener("builder-drop", dropped);
document.addEventListener("submit", ({ target }) => { if (target === settings()) typed = false; }, true);
document.addEventListener("htmx-before-request", () => { running += 1; });
document.addEventListener("htmx-before-swap", answered);
document.addEventListener("htmx-finally-request", () => {
  running = Math.max(0, running - 1);
  if (!running) waiting.splice(0).forEach((done) => done());
});
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
