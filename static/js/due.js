/* Keeps "18 min left" true while the page is open. Silent: no live region, the clock time stands beside it. */
const MINUTE = 60_000;

function span(minutes) {
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`;
  return null;
}

export function wordsFor(milliseconds) {
  const late = milliseconds < 0;
  const words = span(Math.floor(Math.abs(milliseconds) / MINUTE));
  if (words === null) return null;
  return late ? `Overdue ${words}` : `${words} left`;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-due]")) {
    const words = wordsFor(new Date(time.dateTime) - Date.now());
    if (words && time.textContent !== words) time.textContent = words;
    const badge = time.closest(".due");
    if (badge && words?.startsWith("Overdue")) badge.classList.add("due--late");
  }
}

export function keepDueFresh() {
  setInterval(() => { if (!document.hidden) refresh(); }, MINUTE / 2);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
