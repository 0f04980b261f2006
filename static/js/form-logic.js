/* The browser's copy of the evaluator (portal/rules/questions/logic.py, comparing.py) and of what is visible
   (portal/rules/forms/reading.py). It is for comfort: the server reads every post itself. tests/rule_vectors.json and
   tests/journeys/test_logic_copies.py hold the copies together.

   A value is a string, number, boolean, array of option ids or {day: "2027-03-31"}; undefined is unanswered.
   Rules are {decimal, group, fields: [{key, type, signs?, step?, show_if?}], steps?: [condition]}, see
   portal/rules/forms/browser.py. */

const fold = (text) => [...text].map((sign) => sign.toLowerCase()).join("").replaceAll("ς", "σ");
const plain = (value) => (typeof value === "string" ? `s${fold(value)}` : value?.day ? `s${value.day}` : typeof value + value);
const parts = (value) => [value].flat().map(plain);

function same(value, expected) {
  if (Array.isArray(value)) return parts(value).every((id) => parts(expected).includes(id)) && among(expected, value, "every");
  return !Array.isArray(expected) && plain(value) === plain(expected);
}

const among = (value, expected, how = "some") => parts(value)[how]((id) => parts(expected).includes(id));

function contains(value, expected) {
  if (Array.isArray(value)) return among(value, expected);
  return typeof value === "string" && typeof expected === "string" && expected !== "" && fold(value).includes(fold(expected));
}

/* Below, equal to or above zero; NaN, for which nothing holds, where the two have no order. */
function order(value, expected) {
  if (typeof value === "number" && typeof expected === "number") return Math.sign(value - expected);
  if (!value.day || !/^\d{4}-\d\d-\d\d$/.test(expected)) return NaN;
  return (value.day > expected) - (value.day < expected);
}

const checks = {
  eq: same,
  one_of: (value, expected) => among(value, expected),
  contains,
  is_answered: () => true,
  complete: () => true,
  lt: (value, expected) => order(value, expected) < 0,
  lte: (value, expected) => order(value, expected) <= 0,
  gt: (value, expected) => order(value, expected) > 0,
  gte: (value, expected) => order(value, expected) >= 0,
  between: (value, ends) =>
    Array.isArray(ends) && ends.length === 2 && order(value, ends[0]) >= 0 && order(value, ends[1]) <= 0,
};
checks.before = checks.lt;
checks.after = checks.gt;

const opposites = { ne: "eq", none_of: "one_of", is_empty: "is_answered" };

export function holds(test, value) {
  const opposite = opposites[test.op];
  const matches = value !== undefined && checks[opposite ?? test.op](value, test.value);
  return opposite ? !matches : matches;
}

export function evaluate(condition, answers) {
  if (condition.all) return condition.all.every((part) => evaluate(part, answers));
  if (condition.any) return condition.any.some((part) => evaluate(part, answers));
  return condition.not ? !evaluate(condition.not, answers) : holds(condition, answers.get(condition.key));
}

const cleaned = (text) =>
  text
    .replace(/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\p{Cs}]/gu, "")
    .normalize("NFC");
const line = (text) => cleaned(text).replace(/\s+/g, " ").trim();
const lines = (text) =>
  cleaned(text)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .split("\n")
    .map((part) => part.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

/* portal/rules/questions/numbers.py, parse_number. */
function number(text, { decimal, group }) {
  if ([...text].length > 100) return undefined;
  let body = text.normalize("NFKC").trim();
  body = body.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() & 15).replaceAll("−", "-");
  const sign = body[0] === "-" ? "-" : "";
  if (/^[-+]/.test(body)) body = body.slice(1);
  const cut = body.indexOf(decimal);
  const [whole, fraction] = cut < 0 ? [body, "0"] : [body.slice(0, cut), body.slice(cut + decimal.length)];
  const marks = new Set([...whole].filter((sign) => `${group} '’`.includes(sign)));
  const [first, ...rest] = marks.size ? whole.split([...marks][0]) : [whole];
  const digits = [first, ...rest].join("");
  const grouped = !rest.length || (first.length < 4 && rest.at(-1).length === 3 && rest.every((part) => /^..?.$/.test(part)));
  const clear = marks.size < 2 && grouped && [first, fraction, ...rest].every((part) => /^[0-9]+$/.test(part));
  if (!clear || fraction.length > 6 || (digits + (cut < 0 ? "" : fraction)).replace(/^0+/, "").length > 15) return undefined;
  return Number(`${sign}${digits}.${fraction}`) + 0;
}

function amount(text, signs) {
  for (const sign of signs) {
    if (text.toLowerCase().startsWith(sign.toLowerCase())) return text.slice(sign.length);
    if (text.toLowerCase().endsWith(sign.toLowerCase())) return text.slice(0, -sign.length);
  }
  return text;
}

function day(text) {
  const date = /^[12]\d{3}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`);
  return date && !isNaN(date) && date.toISOString().startsWith(text) ? { day: text } : undefined;
}

const yes = ["yes", "true", "1", "on"];
const no = ["no", "false", "0", "off"];

/* What was typed as a value, or as the text it is where it cannot be read; undefined where nothing was typed. */
function read(field, posted, rules) {
  const texts = posted.map(line);
  if (field.type === "hidden") {
    const [text] = field.declared && texts[0] ? texts : [line(field.value)];
    return text ? [...text].slice(0, 200).join("").trim() : undefined;
  }
  if (field.type === "choices" || field.type === "file") return texts.some(Boolean) ? texts.filter(Boolean) : undefined;
  const [text] = texts;
  if (texts.length !== 1 || !text) return undefined;
  const lower = text.toLowerCase();
  switch (field.type) {
    case "whole":
    case "decimal":
    case "money":
    case "rating":
      return number(amount(text, field.signs ?? []), rules) ?? text;
    case "yes_no":
      return yes.includes(lower) || (no.includes(lower) ? false : text);
    case "consent":
      return yes.includes(lower) || (no.includes(lower) ? undefined : text);
    case "date":
      return day(text) ?? text;
    case "long_text":
      return lines(posted[0]);
  }
  return text;
}

/* The keys of what is shown, questions and what stands among them. values: key → array of what was typed. The answers to
   a step's fields are not there yet when its own condition is looked at: it names earlier steps only. */
export function visible(rules, values) {
  const answers = new Map();
  const holds = (condition) => !condition || evaluate(condition, answers);
  return rules.fields
    .filter((field) => {
      const shown = holds(rules.steps?.[field.step]) && holds(field.show_if);
      const posted = Object.hasOwn(values, field.key) ? values[field.key] : [];
      if (shown) answers.set(field.key, read(field, posted, rules));
      return shown;
    })
    .map((field) => field.key);
}
