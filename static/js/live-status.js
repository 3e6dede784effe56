// Long work: ask the address beside a progress bar how far it is, and load the page again when it is done.
(() => {
  "use strict";

  const watch = (row) => {
    const bar = row.querySelector("progress");
    const text = row.querySelector("[data-progress-text]");
    let wait = 1000;
    const ask = async () => {
      try {
        const answer = await fetch(row.dataset.progressUrl, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const said = await answer.json();
        bar.max = said.max;
        bar.value = said.value;
        text.textContent = said.text || `${said.value} / ${said.max}`;
        wait = 1000;
        if (said.done) {
          if (said.url) window.location.assign(said.url);
          else row.dispatchEvent(new CustomEvent("luyan:done", { bubbles: true }));
          return;
        }
      } catch {
        wait = Math.min(wait * 2, 30000);
      }
      setTimeout(ask, document.hidden ? Math.max(wait, 5000) : wait);
    };
    setTimeout(ask, wait);
  };
  document.querySelectorAll("[data-progress-url]").forEach(watch);
})();
