/* What the builder does more of with JavaScript; every control works without.
   data-hx-… on the page's frame sends forms and links without a reload; here the address follows what is shown, so that
   reloading shows it again. On the page of a new form an address is suggested while its name is typed. */
function follow({ detail }) {
  const shown = detail?.ctx?.response?.raw?.url;
  if (shown && document.querySelector(".builder")) history.replaceState(null, "", shown);
}

function slug(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("ß", "ss");
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 70);
}

const address = document.querySelector("[data-slug-of]");
let own = Boolean(address?.value);

function suggest({ target }) {
  if (!address) return;
  if (target === address) own = address.value !== "";
  else if (target.name === address.dataset.slugOf && !own) address.value = slug(target.value);
}

document.addEventListener("input", suggest);
document.addEventListener("htmx-after-swap", follow);
