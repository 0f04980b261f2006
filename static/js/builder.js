/* What the builder shows more of with JavaScript; every control works without.
   data-hx-… on the page's frame sends forms and links without a reload; here: the address follows, a comparison shows only
   the values that it takes, and an empty address is suggested from the name. */
const NO_VALUE = new Set(["is_answered", "is_empty"]);

function fit(rule) {
  const op = rule.querySelector("[data-operator]").value;
  const value = rule.querySelector("[data-value]");
  const between = rule.querySelector("[data-between]");
  value.hidden = NO_VALUE.has(op);
  if (between) between.hidden = op !== "between";
}

function fitAll() {
  for (const rule of document.querySelectorAll("[data-rule]")) fit(rule);
}

/* After a swap the address is that of the page that is shown, so that reloading shows it again. */
function follow({ detail }) {
  const shown = detail?.ctx?.response?.raw?.url;
  if (shown && document.querySelector(".builder")) history.replaceState(null, "", shown);
  fitAll();
}

function slug(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 70);
}

const address = document.querySelector("[data-slug-of]");
let own = Boolean(address?.value);

function suggest({ target }) {
  if (!address) return;
  if (target === address) own = address.value !== "";
  else if (target.name === address.dataset.slugOf && !own) address.value = slug(target.value);
}

document.addEventListener("change", ({ target }) => {
  const rule = target.closest("[data-rule]");
  if (rule) fit(rule);
});
document.addEventListener("input", suggest);
document.addEventListener("htmx-after-swap", follow);
fitAll();
