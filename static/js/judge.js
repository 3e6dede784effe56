// A score sheet on a phone: every point is kept on the device at once, and sent again until it has arrived.
(() => {
  "use strict";

  const form = document.querySelector("[data-score-form]");
  if (!form || form.dataset.locked) return;
  const status = form.querySelector("[data-score-status]");
  const total = form.querySelector("[data-total]");
  const place = `luyan:score:${window.location.pathname}`;
  let timer = null;
  let busy = false;
  let dirty = false;

  const values = () => {
    const found = {};
    new FormData(form).forEach((value, name) => { if (name !== "csrf_token") found[name] = value; });
    return found;
  };
  let memory = null; // for browsers that let no page keep anything: as long as the page is open
  const read = () => { try { return JSON.parse(window.localStorage.getItem(place)) || memory; } catch { return memory; } };
  const keep = (submit) => {
    memory = { values: values(), submit };
    try { window.localStorage.setItem(place, JSON.stringify(memory)); } catch { /* see above */ }
  };
  const forget = () => { memory = null; try { window.localStorage.removeItem(place); } catch { /* see above */ } };
  const say = (text) => { status.textContent = text; };
  const add = () => {
    let sum = 0;
    form.querySelectorAll("[data-points]").forEach((field) => { sum += Number(field.value) || 0; });
    total.textContent = String(Math.round(sum * 10) / 10);
  };

  const again = (seconds) => { clearTimeout(timer); timer = setTimeout(send, seconds * 1000); };

  const send = async () => {
    const kept = read();
    if (!kept || busy) return;
    busy = true;
    dirty = false;
    const body = new FormData(form);
    if (kept.submit) body.set("submit", "1");
    try {
      const answer = await fetch(window.location.pathname, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20000) });
      const said = await answer.json();
      if (answer.ok) {
        if (said.state === "submitted") { forget(); say(form.dataset.textDone); window.location.assign(form.dataset.next); return; }
        if (!dirty) forget();
        say(`${form.dataset.textSaved} ${said.saved_at}`);
      } else {
        if (kept.submit) keep(false);
        say(said.error || "");
        if (answer.status === 409) forget();
      }
    } catch {
      say(form.dataset.textOffline);
      again(5);
    } finally {
      busy = false;
      if (dirty) again(1);
    }
  };

  form.addEventListener("input", () => { dirty = true; add(); keep(false); again(2); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dirty = true; // handed in while points are on their way: the next sending hands in
    keep(Boolean(event.submitter && event.submitter.name === "submit"));
    say(form.dataset.textSending);
    again(0);
  });
  window.addEventListener("online", () => again(0));

  const kept = read();
  if (kept) {
    Object.entries(kept.values).forEach(([name, value]) => {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    });
    again(0);
  }
  add();
})();
