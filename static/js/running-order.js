// Dragging a pitch to another place sends the same small form that the arrows send.
(() => {
  "use strict";

  const list = document.querySelector("[data-order-list]");
  const form = document.querySelector("[data-order-form]");
  if (!list || !form || !window.Sortable) return;
  window.Sortable.create(list, {
    handle: ".icon, .item-meta",
    animation: 120,
    forceFallback: true,
    onEnd(event) {
      if (event.oldIndex === event.newIndex) return;
      form.elements.pitch_id.value = event.item.dataset.pitch;
      form.elements.position.value = event.newIndex + 1;
      form.requestSubmit();
    },
  });
})();
