// Drafts: send the form a moment after typing stops; keep the text on the device while there is no connection.
(() => {
  "use strict";

  const PAUSE = 2000;
  const AGAIN = 15000;

  const skipped = (field) =>
    !field.name || field.name === "csrf_token" || ["file", "password", "submit", "button"].includes(field.type);

  const snapshot = (form) => Array.from(form.elements).filter((field) => !skipped(field) && (!["checkbox", "radio"].includes(field.type) || field.checked)).map((field) => [field.name, field.value]);

  const restore = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) || []), value]);
    for (const repeat of form.querySelectorAll("[data-repeat]")) {
      const kept = new Set(Array.from(values.keys(), (name) => name.startsWith(`${repeat.dataset.repeat}-`) && name.slice(repeat.dataset.repeat.length + 1).split("-")[0]));
      kept.delete(false);
      const missing = kept.size - repeat.querySelectorAll("[data-repeat-row]").length;
      for (let row = 0; row < missing; row += 1) repeat.querySelector("[data-repeat-add]").click();
    }
    for (const field of Array.from(form.elements)) {
      if (skipped(field) || field.type === "hidden") continue;
      const kept = values.get(field.name) || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept.includes(field.value);
      else if (kept.length) field.value = kept.length > 1 ? kept.shift() : kept[0];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const form of document.querySelectorAll("form[data-autosave-url]")) {
    const url = form.dataset.autosaveUrl;
    const key = `luyan-draft:${url}`;
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let dirty = false;
    let sending = false;

    const say = (word, time) => {
      if (!status) return;
      status.textContent = (status.dataset[word] || "").replace("{time}", time || "");
      status.classList.toggle("is-offline", word === "offline" || word === "failed");
    };
    const keep = () => {
      try {
        localStorage.setItem(key, JSON.stringify(snapshot(form)));
      } catch {
        // A full or forbidden store only costs the copy on the device.
      }
    };
    const forget = () => {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was kept.
      }
    };
    const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

    let flight = Promise.resolve();
    const send = () => {
      clearTimeout(timer);
      if (dirty && !sending) flight = post();
    };
    const post = async () => {
      sending = true;
      dirty = false;
      say("saving");
      const body = new FormData(form);
      for (const field of form.querySelectorAll("input[type=file], input[type=password]")) body.delete(field.name);
      try {
        const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-Requested-With": "autosave", Accept: "application/json" } });
        if (answer.ok) {
          const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
          if (said.version !== undefined && form.elements.row_version) form.elements.row_version.value = said.version;
          if (!dirty) forget();
          say("saved", said.saved_at || clock());
        } else if (answer.status >= 500) {
          throw new Error(String(answer.status));
        } else {
          say("failed");
        }
      } catch {
        dirty = true;
        say("offline");
        timer = setTimeout(send, AGAIN);
      } finally {
        sending = false;
        if (dirty && !timer) timer = setTimeout(send, PAUSE);
      }
    };

    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      kept = null;
    }
    if (kept && JSON.stringify(kept) !== JSON.stringify(snapshot(form))) {
      restore(form, kept);
      dirty = true;
      say("restored");
      timer = setTimeout(send, PAUSE);
    }

    form.addEventListener("input", (event) => {
      if (event.target === form) return;
      dirty = true;
      keep();
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = 0;
        send();
      }, PAUSE);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      dirty = false;
      if (sending) {
        // What is on its way makes the form newer than its number says: handing in waits for it.
        event.preventDefault();
        event.stopImmediatePropagation();
        flight.then(() => form.requestSubmit(event.submitter));
      } else if (navigator.onLine) {
        forget();
      }
    }, true);
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => document.hidden && send());
  }
})();
