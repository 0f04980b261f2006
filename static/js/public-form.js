/* A public form with JavaScript: shows the questions that an answer calls for at once.

   <form data-rules='{"decimal": ".", "group": ",", "fields": [{"key", "type", "signs"?, "show_if"?}, …]}'>
     portal/rules/forms/browser.py writes it, with every field in order. Earlier pages answer by hidden inputs.
   <div data-field="<key>"> holds one question, with data-drawn a heading, text or picture; it is hidden, and its inputs
   disabled, while it is not asked.
   <input type="hidden" name="_shown"> lists the questions that this page asks, comma separated.
   <p role="status" data-more="One more question"> tells what appears.
   <button data-later="<key>,…" data-go="Continue"> goes on where one of those is asked; [data-undecided] stands in for it.
   [data-focus], the summary of errors, gets the focus. A second click does not send twice. */

import { visible } from "./form-logic.js";

const form = document.querySelector("form.form--public");
const rules = form?.dataset.rules && JSON.parse(form.dataset.rules);
const sender = form?.querySelector("[data-later]");
const send = sender?.textContent;
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
  if (sender) {
    const onward = sender.dataset.later.split(",").some((key) => asked.has(key));
    sender.firstElementChild.textContent = onward ? sender.dataset.go : send;
    form.querySelector("[data-undecided]").hidden = true;
  }
  if (came.length) teller.textContent = came.join(". ");
}

function said(question) {
  const parts = (question.querySelector(".field__label, label span") || question).childNodes;
  const words = [...parts].map((part) => (part.ariaHidden ? "" : part.textContent)).join(" ");
  return "drawn" in question.dataset ? words : `${teller.dataset.more}: ${words}`;
}

/* Once the browser has what to send; a page that comes back from its memory can be sent again. */
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
