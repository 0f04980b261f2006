/* Fields are dragged by their grip, and from the list of what can be added, with the vendored SortableJS. A drop posts
   what the buttons post; the page that comes back shows where everything stands. */
const NEW = "li:has(> [name=key], > [name=type])";

function placeOf(item) {
  let place = 0;
  for (let other = item.previousElementSibling; other; other = other.previousElementSibling) place += other.matches(".field-card");
  return place;
}

function moved({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  if (from === to && oldDraggableIndex === newDraggableIndex) return;
  const detail = { step: to.dataset.step, place: placeOf(item) };
  item.dispatchEvent(new CustomEvent("builder-drop", { bubbles: true, detail }));
}

function added({ item, to }) {
  const button = item.querySelector("[name]");
  if (!button) return;
  const detail = { [button.name]: button.value, step: to.dataset.step, place: placeOf(item) };
  item.remove();
  document.querySelector("#palette form").dispatchEvent(new CustomEvent("builder-drop", { bubbles: true, detail }));
}

/* An option goes back to its place: the settings are sent as they stand, and the page that comes back has the new order. */
function ordered({ item, from, oldDraggableIndex, newDraggableIndex }) {
  if (oldDraggableIndex === newDraggableIndex) return;
  from.insertBefore(item, from.querySelectorAll("[data-drop]")[oldDraggableIndex + (oldDraggableIndex > newDraggableIndex)]);
  item.dispatchEvent(new CustomEvent("builder-drop", { bubbles: true, detail: { place: newDraggableIndex } }));
}

function ready() {
  if (!window.Sortable) return;
  document.documentElement.dataset.drag = "";
  for (const list of document.querySelectorAll("[data-step]")) {
    if (Sortable.get(list)) continue;
    const own = { draggable: ".field-card", handle: ".field-card__grip", onEnd: moved };
    Sortable.create(list, { group: "fields", forceFallback: true, animation: 120, onAdd: (event) => event.from.dataset.step || added(event), ...own });
  }
  for (const list of document.querySelectorAll("[data-options]")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, { draggable: "[data-drop]", handle: ".option-line__grip", forceFallback: true, animation: 120, onEnd: ordered });
  }
  for (const list of document.querySelectorAll(".palette__list")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, { group: { name: "fields", pull: "clone", put: false }, sort: false, draggable: NEW, forceFallback: true, fallbackTolerance: 6 });
  }
}

ready();
document.addEventListener("htmx-after-swap", ready);
