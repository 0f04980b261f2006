/* Keeps "18 min left" true while the page is open. Silent: no live region, and the clock time stands beside it. */
const MINUTE = 60_000;

function span(minutes) {
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return null;
}

function wordsFor(milliseconds) {
  const words = span(Math.floor(Math.abs(milliseconds) / MINUTE));
  if (words === null) return null;
  return milliseconds < 0 ? `Overdue ${words}` : `${words} left`;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-due]")) {
    const left = new Date(time.dateTime) - Date.now();
    const words = wordsFor(left);
    if (words && time.textContent !== words) time.textContent = words;
    if (left < 0) time.closest(".due")?.classList.add("due--late");
  }
}

function refreshIfSeen() {
  if (!document.hidden) refresh();
}

setInterval(refreshIfSeen, MINUTE / 2);
document.addEventListener("visibilitychange", refreshIfSeen);
