/* For other sites: <script src="https://…/static/js/embed.js" async></script> beside the frame of a form.

   Gives the frame the height of its form, and tells the form where the visitor came from: the UTM values, click ids,
   referrer and landing page of this page (last touch) and of the first page of the visit that had this script (first
   touch). Both are kept in this tab only (sessionStorage), under this site's own name; nothing is a cookie.

   The frame says {baton: "ready"}, we answer {baton: "source", source}, it tells {baton: "height", height} whenever it
   changes. We listen only to frames of the origin that this script comes from, and speak only to that origin. */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "msclkid"];

  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${home}/f/`));

  function kept(name, touch) {
    try {
      if (touch) sessionStorage.setItem(name, JSON.stringify(touch));
      return JSON.parse(sessionStorage.getItem(name));
    } catch {
      return touch || null;
    }
  }

  function touchOfThisPage() {
    const asked = new URLSearchParams(location.search);
    const touch = { landing_url: location.href };
    for (const name of CAMPAIGN) if (asked.get(name)) touch[name] = asked.get(name);
    if (document.referrer && new URL(document.referrer).origin !== location.origin) touch.referrer = document.referrer;
    return touch;
  }

  /* A page inside the visit is no touch of its own: only where somebody came in from outside. */
  function source() {
    const here = touchOfThisPage();
    const came = Object.keys(here).length > 1;
    const last = (!came && kept("baton-last-touch")) || kept("baton-last-touch", here);
    const first = kept("baton-first-touch") || kept("baton-first-touch", last);
    const told = { ...last, embed_url: location.href };
    for (const [name, value] of Object.entries(first)) told[`first_${name}`] = value;
    return told;
  }

  const touches = source();

  addEventListener("message", (event) => {
    const frame = event.origin === home && frames().find((one) => one.contentWindow === event.source);
    if (!frame) return;
    const { baton, height } = event.data || {};
    if (baton === "ready") {
      event.source.postMessage({ baton: "source", source: touches }, home);
      if (frame.dataset.batonShown && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      frame.dataset.batonShown = "1";
    } else if (baton === "height" && height > 0 && height < 20000) {
      frame.style.height = `${Math.ceil(height)}px`;
    }
  });
})();
