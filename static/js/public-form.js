/* A public form with JavaScript: shows the questions that an answer calls for at once, instead of after sending.
   Without it the server asks for them on the page that comes back.

   <form data-rules='{"decimal": ".", "group": ",", "fields": [{"key", "type", "signs"?, "show_if"?}, …]}'>
     portal/rules/forms/browser.py writes it: the fields of the whole form in order; show_if is the rule tree. Answers of
     earlier pages are read from the hidden inputs that carry them.
   <div data-field="<key>"> holds one question, with data-drawn a heading, text or picture; it is hidden, and its inputs
   disabled, while it is not asked.
   <input type="hidden" name="_shown"> lists the questions that this page asks, comma separated.
   <p role="status" data-more="One more question"> tells what appears.
   A [data-focus] element, the summary of errors, gets the focus. A second click does not send twice. */

import { visible } from "./form-logic.js";

const form = document.querySelector("form.form--public");
const rules = form?.dataset.rules && JSON.parse(form.dataset.rules);
const teller = form?.querySelector("[data-more]");

function typed() {
  const values = {};
  for (const control of form.elements) {
    if (!control.name || ((control.type === "checkbox" || control.type === "radio") && !control.checked)) continue;
    (values[control.name] = Object.hasOwn(values, control.name) ? values[control.name] : []).push(control.value);
  }
  return values;
}

function show() {
  const asked = new Set(visible(rules, typed()));
  const shown = [];
  const came = [];
  for (const question of form.querySelectorAll("[data-field]")) {
    const key = question.dataset.field;
    if (question.hidden && asked.has(key)) came.push(said(question));
    question.hidden = !asked.has(key);
    for (const control of question.querySelectorAll("input, select, textarea")) control.disabled = question.hidden;
    if (asked.has(key) && !("drawn" in question.dataset)) shown.push(key);
  }
  const list = form.querySelector("input[name=_shown]");
  if (list) list.value = shown.join(",");
  if (came.length) teller.textContent = came.join(". ");
}

/* Without the mark that it must be answered. */
function said(question) {
  const parts = (question.querySelector(".field__label, label span") || question).childNodes;
  const words = [...parts].map((part) => (part.ariaHidden ? "" : part.textContent)).join(" ");
  return "drawn" in question.dataset ? words : `${teller.dataset.more}: ${words}`;
}

/* After the browser has collected what to send; the page may come back from its memory, then with the button alive. */
function lock(event) {
  if (!event.defaultPrevented) setTimeout(() => busy(true));
}

function busy(sending) {
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = sending;
}

document.querySelector("[data-focus]")?.focus();
if (rules) {
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
if (form) {
  form.addEventListener("submit", lock);
  addEventListener("pageshow", () => busy(false));
}
