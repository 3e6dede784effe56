// Preference cards: keys press the buttons they stand on, and a swipe presses one of two. Without script the buttons do it all.
(() => {
  "use strict";

  const typing = (target) => target instanceof Element && target.closest("input:not([type=hidden]), textarea, select, dialog[open]");
  const byKey = (key) => Array.from(document.querySelectorAll("[data-key]")).find((each) => each.dataset.key === key);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const button = byKey(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });

  const card = document.querySelector("[data-wish-card]");
  if (!card) return;
  const FAR = 90;
  let start = null;
  const moveTo = (x) => {
    card.style.transform = x ? `translateX(${x}px) rotate(${x / 40}deg)` : "";
    card.classList.toggle("is-yes", x > FAR);
    card.classList.toggle("is-no", x < -FAR);
  };
  card.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" || event.target.closest("a, summary, button")) return;
    start = { x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  card.addEventListener("pointermove", (event) => {
    if (!start || event.pointerId !== start.id) return;
    const x = event.clientX - start.x;
    if (Math.abs(x) > Math.abs(event.clientY - start.y)) moveTo(x);
  });
  const end = (event) => {
    if (!start || event.pointerId !== start.id) return;
    const x = event.type === "pointerup" ? event.clientX - start.x : 0;
    start = null;
    const button = Math.abs(x) > FAR ? document.querySelector(`[data-swipe="${x > 0 ? "right" : "left"}"]`) : null;
    if (button) button.click();
    else moveTo(0);
  };
  card.addEventListener("pointerup", end);
  card.addEventListener("pointercancel", end);
})();
