/* Where the reader is after an act that took the place of the page: on the question that was added, in the settings that
   were opened, beside what was removed, else at the heading. What saves itself leaves the reader where they are. */
const CARDS = ".field-card[id], .step-card[id]";
let cards = new Set();
let opened = "";
let beside = [];

const settings = () => document.querySelector(".inspector--open");
const address = () => settings()?.querySelector("form")?.getAttribute("action") ?? "";

/* The cards around the one that is acted on, the nearest first. */
function around(card) {
  const all = [...document.querySelectorAll(CARDS)];
  const place = all.indexOf(card);
  return all.map((one, at) => [Math.abs(at - place), one.id]).sort(([a], [b]) => a - b).map(([, id]) => id);
}

function remember({ detail }) {
  if (detail.ctx?.own || !document.querySelector(".builder")) return;
  const card = document.activeElement?.closest(CARDS) ?? document.querySelector(".field-card[aria-current]");
  cards = new Set([...document.querySelectorAll(CARDS)].map(({ id }) => id));
  opened = address();
  if (card) beside = around(card);
}

function goOn(element) {
  if (!element) return false;
  if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
  element.focus();
  return document.activeElement === element;
}

function open(current) {
  current?.scrollIntoView({ block: "nearest" });
  const added = current && !cards.has(current.id);
  const words = added && settings().querySelector("textarea[name=label], input[name=title]");
  if (goOn(words || settings().querySelector("[tabindex]")) && words) words.select();
}

function find({ detail }) {
  if (detail.ctx?.own) return;
  document.querySelector("#palette:popover-open")?.hidePopover();
  const wrong = detail.ctx?.response?.status >= 400 && document.querySelector("#main [data-focus]");
  if (wrong) return void goOn(wrong);
  if (settings() && address() !== opened) return void open(document.querySelector(".field-card[aria-current]") ?? stepOf());
  const lost = !document.activeElement?.closest("#main");
  if (!lost) return;
  const next = beside.map((id) => document.getElementById(id)).find(Boolean);
  goOn(next?.querySelector(".field-card__name")) || goOn(document.querySelector("#main h1"));
}

/* The step whose settings are open. */
function stepOf() {
  const id = address().match(/\/steps\/(\w+)$/)?.[1];
  return id ? document.getElementById(`step-${id}`) : null;
}

document.addEventListener("htmx-before-swap", remember);
document.addEventListener("htmx-after-swap", find);
