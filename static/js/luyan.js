// Comfort on top of pages that work without script: confirmations, copying, counters, rows, selection.
(() => {
  "use strict";

  const root = document;
  const all = (selector, from = root) => Array.from(from.querySelectorAll(selector));
  const on = (type, selector, act) =>
    root.addEventListener(type, (event) => {
      const target = event.target instanceof Element ? event.target.closest(selector) : null;
      if (target) act(target, event);
    });

  // Menus close on Escape, on a click elsewhere and when focus leaves them.
  root.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  root.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  // On a phone a long row of filters shows its first field only, and the others on request.
  on("click", "[data-filter-more]", (button) => {
    const form = button.closest("form");
    form.classList.add("is-open");
    form.querySelector(".filter-rest input, .filter-rest select")?.focus();
  });

  // A confirmation opens as a dialog; without script it unfolds in place.
  const dialog = root.getElementById("dialog");
  let opener = null;
  const giveBack = () => {
    if (!opener) return;
    const { panel, details } = opener;
    panel.append(...dialog.childNodes);
    details.open = false;
    opener = null;
    details.querySelector("summary").focus();
  };
  on("click", "details[data-confirm] > summary", (summary, event) => {
    if (!dialog?.showModal) return;
    event.preventDefault();
    const details = summary.parentElement;
    const panel = details.querySelector(".confirm-panel");
    const title = panel.querySelector(".confirm-title");
    if (title) dialog.setAttribute("aria-label", title.textContent.trim());
    dialog.append(...panel.childNodes);
    opener = { panel, details };
    dialog.showModal();
    (dialog.querySelector("textarea, input:not([type=hidden])") || dialog.querySelector("[data-confirm-cancel]"))?.focus();
  });
  dialog?.addEventListener("close", giveBack);
  dialog?.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  on("click", "dialog [data-confirm-cancel]", (_button, event) => {
    event.preventDefault();
    dialog.close();
  });

  // A form is sent once, however often the button is pressed.
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // On a phone a row of tabs may be longer than the screen: the current one is brought into sight.
  for (const tab of all(".tabs [aria-current=page]")) {
    const row = tab.closest(".tabs");
    const out = tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (out > 0) row.scrollLeft += out + 24;
  }

  on("click", "[data-dismiss]", (button) => button.closest(".notice").remove());

  on("click", "[data-copy]", async (button) => {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = root.createElement("textarea");
      box.value = text;
      box.className = "visually-hidden";
      button.after(box);
      box.select();
      root.execCommand("copy");
      box.remove();
      button.focus();
    }
    const label = button.querySelector("[data-copy-label]");
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = before), 2000);
  });

  on("click", "[data-show-password]", (button) => {
    const input = root.getElementById(button.dataset.showPassword);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.setAttribute("aria-label", shown ? button.dataset.labelShow : button.dataset.labelHide);
  });

  // Counters of characters, and amounts in ten thousands read back as a full sum.
  const count = (counter) => {
    const field = root.getElementById(counter.dataset.counterFor);
    if (!field) return;
    const used = Array.from(field.value).length;
    counter.querySelector("[data-counter-used]").textContent = used;
    counter.classList.toggle("is-over", used > Number(counter.dataset.max));
  };
  const readBack = (input) => {
    const echo = all("[data-money-echo]").find((box) => box.dataset.moneyEcho === input.id);
    if (!echo) return;
    const typed = input.value.replaceAll(",", "").trim();
    const amount = Number(typed) * Number(input.dataset.money);
    const sum = amount.toLocaleString("zh-CN", { maximumFractionDigits: 2 });
    echo.textContent = typed && Number.isFinite(amount) ? echo.dataset.moneyText.replace("{sum}", sum) : "";
  };
  root.addEventListener("input", (event) => {
    for (const counter of all("[data-counter-for]")) if (counter.dataset.counterFor === event.target.id) count(counter);
    if (event.target.dataset?.money) readBack(event.target);
    const repeat = event.target.closest?.("[data-repeat]");
    if (repeat) total(repeat);
  });

  on("change", "input[type=file][data-max-mb]", (input) => {
    const limit = Number(input.dataset.maxMb) * 1024 * 1024;
    const tooLarge = Array.from(input.files).some((file) => file.size > limit);
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    input.toggleAttribute("aria-invalid", tooLarge);
    let note = input.parentElement.querySelector("[data-file-note]");
    if (tooLarge && !note) {
      note = root.createElement("div");
      note.className = "field-error";
      note.dataset.fileNote = "";
      note.setAttribute("role", "alert");
      input.after(note);
    }
    if (note) note.textContent = tooLarge ? input.dataset.tooLarge : "";
  });

  // Rows that repeat: add and remove on the spot; the server accepts gaps in the numbers.
  const total = (repeat) => {
    const box = repeat.querySelector("[data-repeat-total]");
    if (!box) return;
    const sum = all("[data-sum]", repeat).reduce((whole, input) => whole + (Number(input.value) || 0), 0);
    const rounded = Math.round(sum * 100) / 100;
    box.querySelector("[data-repeat-sum]").textContent = rounded;
    const target = box.dataset.target;
    box.classList.toggle("is-right", target !== "" && rounded === Number(target));
    box.classList.toggle("is-off", target !== "" && rounded > Number(target));
  };
  on("click", "[data-repeat-add]", (button, event) => {
    const repeat = button.closest("[data-repeat]");
    const rows = all("[data-repeat-row]", repeat);
    const last = rows.at(-1);
    if (!last) return;
    event.preventDefault();
    if (repeat.dataset.repeatMax && rows.length >= Number(repeat.dataset.repeatMax)) return;
    const name = repeat.dataset.repeat;
    const numbers = all("[name]", repeat)
      .map((field) => field.name.match(new RegExp(`^${name.replace(/[^\w-]/g, "\\$&")}-(\\d+)`)))
      .filter(Boolean)
      .map((match) => Number(match[1]));
    const next = Math.max(-1, ...numbers) + 1;
    const row = last.cloneNode(true);
    const pattern = new RegExp(`(^|\\b)${name}-\\d+`, "g");
    for (const part of [row, ...all("*", row)]) {
      for (const attribute of ["id", "name", "for", "aria-describedby", "data-counter-for", "data-money-echo"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.replace(pattern, `$1${name}-${next}`));
      }
      if (part.matches("input:not([type=checkbox], [type=radio], [type=hidden]), textarea")) part.value = "";
      if (part.matches("input")) part.removeAttribute("value");
      if (part.matches("[type=checkbox], [type=radio]")) part.checked = false;
      if (part.matches("select")) part.selectedIndex = 0;
      part.removeAttribute("aria-invalid");
      part.classList.remove("is-invalid", "has-error");
    }
    all(".field-error", row).forEach((note) => note.remove());
    row.setAttribute("aria-label", row.getAttribute("aria-label")?.replace(/\d+/, rows.length + 1) ?? "");
    last.after(row);
    row.querySelector("input, select, textarea")?.focus();
    total(repeat);
  });
  on("click", "[data-repeat-remove]", (button) => {
    const repeat = button.closest("[data-repeat]");
    const row = button.closest("[data-repeat-row]");
    const rows = all("[data-repeat-row]", repeat);
    if (rows.length > 1) {
      const neighbour = rows[rows.indexOf(row) - 1] || rows[1];
      row.remove();
      neighbour.querySelector("input, select, textarea")?.focus();
    } else {
      for (const input of all("input:not([type=hidden]), textarea", row)) input.value = "";
    }
    repeat.dispatchEvent(new Event("input", { bubbles: true }));
    total(repeat);
  });

  // Selection of rows for one action on many.
  const counted = (form) => {
    const rows = all("[data-select-row]", form);
    const chosen = rows.filter((box) => box.checked).length;
    const bar = form.querySelector("[data-bulk-bar]");
    const text = form.querySelector("[data-bulk-count]");
    const every = form.querySelector("[data-select-all]");
    bar.classList.toggle("is-idle", chosen === 0);
    for (const button of all("button[type=submit]", bar)) button.disabled = chosen === 0;
    text.textContent = text.dataset.text.replace("{num}", chosen);
    if (every) {
      every.checked = chosen > 0 && chosen === rows.length;
      every.indeterminate = chosen > 0 && chosen < rows.length;
    }
  };
  on("change", "[data-select-all]", (every) => {
    const form = every.closest("[data-bulk]");
    for (const box of all("[data-select-row]", form)) box.checked = every.checked;
    counted(form);
  });
  on("change", "[data-select-row]", (box) => counted(box.closest("[data-bulk]")));

  const prepare = (from) => {
    all("[data-counter-for]", from).forEach(count);
    all("[data-money]", from).forEach(readBack);
    all("[data-repeat]", from).forEach(total);
    all("form[data-bulk]", from).filter((form) => form.querySelector("[data-select-row]")).forEach(counted);
    from.querySelector("[data-error-summary]")?.focus();
  };
  prepare(root);
  root.addEventListener("htmx:load", (event) => event.target !== root.body && prepare(event.target));

  // A failed fragment request is said, not swallowed.
  const complain = () => {
    const place = root.getElementById("flashes");
    if (!place) return;
    const note = root.createElement("div");
    note.className = "notice notice-danger notice-flash";
    note.setAttribute("role", "alert");
    note.textContent = root.body.dataset.textError;
    place.append(note);
    note.scrollIntoView({ block: "nearest" });
  };
  root.addEventListener("htmx:responseError", complain);
  root.addEventListener("htmx:sendError", complain);
})();
