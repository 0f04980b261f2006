/* Shows the times of a meeting on the clock of this device, where the visitor has not chosen a zone. */
const form = document.querySelector("form[data-zone]");
const here = new URL(location.href);

if (form) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const select = form.elements.zone;
  if (own !== select.value && [...select.options].some((option) => option.value === own)) {
    here.pathname = new URL(form.action).pathname;
    here.searchParams.set("zone", own);
    location.replace(here);
  }
}
