// People × slots: only the rows in sight exist, a meeting is moved by mouse, finger or keyboard, and the server judges.
(() => {
  "use strict";

  const root = document.querySelector("[data-grid-url]");
  if (!root) return;
  const view = root.querySelector("[data-grid-window]");
  const status = root.querySelector("[data-grid-status]");
  const actions = root.querySelector("[data-grid-actions]");
  const search = root.querySelector("[data-grid-search]");
  const words = JSON.parse(root.dataset.words);
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const ROW = 44;
  const NAME = window.innerWidth < 600 ? 130 : 210;
  const COLUMN = 104;
  const SPARE = 6;

  let people = [];
  let shown = [];
  let slots = [];
  let cells = new Map();
  let away = new Set();
  let picked = null;
  const rows = new Map();

  const text = (key, values = {}) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), words[key]);
  const say = (sentence, wrong = false) => {
    status.textContent = sentence;
    status.classList.toggle("is-error", wrong);
  };
  const make = (tag, name, content = "") => {
    const thing = document.createElement(tag);
    if (name) thing.className = name;
    thing.textContent = content;
    return thing;
  };
  const get = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const post = async (url, values) => {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin", headers });
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    return { ok: answer.ok, said: isJson ? await answer.json() : {} };
  };

  // Drawing
  const space = make("div", "grid-space");
  const columns = () => `${NAME}px repeat(${slots.length}, minmax(${COLUMN}px, 1fr))`;
  const width = () => Math.max(NAME + slots.length * COLUMN, view.clientWidth);
  const head = () => {
    const row = make("div", "grid-row grid-head");
    row.setAttribute("role", "row");
    row.style.gridTemplateColumns = columns();
    row.style.position = "sticky";
    row.style.width = `${width()}px`;
    const corner = make("div", "grid-name");
    corner.setAttribute("role", "columnheader");
    row.append(corner);
    slots.forEach((slot, number) => {
      const cell = make("div", "grid-slot", slot.time);
      cell.setAttribute("role", "columnheader");
      if (number === 0 || slots[number - 1].day !== slot.day) cell.append(make("div", "", slot.day));
      row.append(cell);
    });
    return row;
  };
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0] || "";
  const lock = () => {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon grid-lock");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#lock`);
    icon.append(use);
    return icon;
  };
  const meetingButton = (meeting, person) => {
    const button = make("button", "grid-meeting", person.side === "pitch" ? meeting.investor : meeting.pitch);
    button.type = "button";
    button.dataset.meeting = meeting.id;
    button.classList.toggle("is-locked", meeting.locked);
    button.classList.toggle("is-fixed", !meeting.movable);
    button.classList.toggle("is-picked", Boolean(picked) && picked.meeting.id === meeting.id);
    button.title = `${meeting.pitch} × ${meeting.investor} · ${meeting.table}`;
    if (meeting.locked) button.prepend(lock());
    return button;
  };
  const fill = (cell, person, slot) => {
    cell.textContent = "";
    cell.className = "grid-cell";
    cell.title = "";
    const meeting = cells.get(`${person.id}:${slot.id}`);
    if (meeting) cell.append(meetingButton(meeting, person));
    else if (away.has(`${person.id}:${slot.id}`)) {
      cell.classList.add("is-away");
      cell.title = words.ruled;
    }
    if (picked && picked.places && (person.id === picked.meeting.one || person.id === picked.meeting.other)) {
      const reasons = picked.places[slot.id];
      if (reasons && slot.id !== picked.meeting.slot) {
        cell.classList.add(reasons.length ? "is-not" : "is-ok");
        if (reasons.length) cell.title = reasons.join(" ");
      }
      cell.classList.toggle("is-target", slot.id === picked.slot);
    }
  };
  const draw = (index) => {
    const person = shown[index];
    const row = make("div", "grid-row");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", String(index + 2));
    row.style.top = `${index * ROW}px`;
    row.style.width = `${width()}px`;
    row.style.gridTemplateColumns = columns();
    const name = make("div", "grid-name", person.name);
    name.setAttribute("role", "rowheader");
    name.append(make("small", "", person.house));
    row.append(name);
    for (const slot of slots) {
      const cell = make("div", "grid-cell");
      cell.setAttribute("role", "gridcell");
      cell.dataset.slot = slot.id;
      fill(cell, person, slot);
      row.append(cell);
    }
    row.dataset.person = person.id;
    space.append(row);
    rows.set(index, row);
  };
  const redraw = () => {
    const first = Math.max(0, Math.floor((view.scrollTop - ROW) / ROW) - SPARE);
    const last = Math.min(shown.length - 1, Math.ceil((view.scrollTop + view.clientHeight) / ROW) + SPARE);
    for (const [index, row] of rows) {
      if ((index < first || index > last) && !row.contains(document.activeElement)) {
        row.remove();
        rows.delete(index);
      }
    }
    for (let index = first; index <= last; index += 1) if (!rows.has(index)) draw(index);
  };
  const refresh = () => {
    for (const [index, row] of rows) {
      const person = shown[index];
      row.querySelectorAll(".grid-cell").forEach((cell, number) => {
        const focused = cell.contains(document.activeElement);
        fill(cell, person, slots[number]);
        if (focused) cell.querySelector("button")?.focus();
      });
    }
  };
  const layout = () => {
    rows.forEach((row) => row.remove());
    rows.clear();
    space.style.height = `${shown.length * ROW}px`;
    view.style.height = `min(70vh, 46rem, ${(shown.length + 2) * ROW}px)`;
    space.style.width = `${width()}px`;
    view.setAttribute("aria-rowcount", String(shown.length + 1));
    view.setAttribute("aria-colcount", String(slots.length + 1));
    root.querySelector("[data-grid-count]").textContent = text("people", { num: shown.length });
    redraw();
  };
  const find = () => {
    const wanted = search.value.trim().toLowerCase();
    shown = people.filter((each) => `${each.name} ${each.house}`.toLowerCase().includes(wanted));
    view.scrollTop = 0;
    layout();
  };
  const load = async () => {
    const said = await get(root.dataset.gridUrl);
    people = said.people;
    slots = said.slots;
    cells = new Map();
    for (const each of said.meetings) {
      cells.set(`${each.one}:${each.slot}`, each);
      cells.set(`${each.other}:${each.slot}`, each);
    }
    away = new Set(said.away.map((each) => `${each[0]}:${each[1]}`));
    view.replaceChildren(head(), space);
    find();
  };

  // What can be done with the meeting that has the focus
  const url = (meeting, what) => `${root.dataset.base}/${meeting.id}/${what}`;
  const meetingOf = (button) => {
    for (const each of cells.values()) if (each.id === Number(button.dataset.meeting)) return each;
    return null;
  };
  const offer = (meeting, undo = "") => {
    actions.replaceChildren();
    const lock = make("button", "btn btn-outline-primary btn-sm", meeting.kept ? words.unlock : words.lock);
    lock.type = "button";
    lock.addEventListener("click", () => toggleLock(meeting));
    const open = make("a", "btn btn-outline-primary btn-sm", words.open);
    open.href = `/meetings/${meeting.id}`;
    if (meeting.movable) actions.append(lock);
    actions.append(open);
    if (undo) {
      const back = make("button", "btn btn-sm", words.undo);
      back.type = "button";
      back.addEventListener("click", async () => {
        const answer = await post(undo, {});
        if (!answer.ok) return say(answer.said.message || words.failed, true);
        await load();
        actions.hidden = true;
        return say(words.back);
      });
      actions.append(back);
    }
    actions.hidden = false;
  };
  const toggleLock = async (meeting) => {
    const answer = await post(url(meeting, "lock"), { locked: meeting.kept ? "0" : "1" });
    if (!answer.ok) return say(answer.said.message || words.failed, true);
    meeting.kept = answer.said.locked;
    meeting.locked = answer.said.locked;
    offer(meeting);
    refresh();
    return say(meeting.kept ? words.locked : words.unlocked);
  };
  const pick = async (meeting) => {
    picked = { meeting, places: null, slot: meeting.slot };
    say(words.checking);
    refresh();
    const mine = picked;
    try {
      mine.places = (await get(url(meeting, "places"))).places;
    } catch {
      if (picked === mine) picked = null;
      say(words.failed, true);
      return;
    }
    if (picked !== mine) return;
    refresh();
    aim(mine.slot, true);
  };
  const aim = (slot, first = false) => {
    if (!picked) return;
    picked.slot = slot;
    refresh();
    const time = slots.find((each) => each.id === slot)?.time || "";
    const reasons = picked.places ? picked.places[slot] : null;
    if (first || slot === picked.meeting.slot || !reasons) say(first || reasons ? words.picked : words.checking);
    else if (reasons.length) say(`${text("nowhere", { time })} ${reasons.join(" ")}`, true);
    else say(text("fits", { time }));
  };
  const leave = () => {
    picked = null;
    refresh();
    say("");
  };
  const drop = async () => {
    const { meeting, slot } = picked;
    picked = null;
    if (slot === meeting.slot) {
      refresh();
      say("");
      return;
    }
    const answer = await post(url(meeting, "drag"), { slot_id: String(slot) });
    if (!answer.ok) {
      refresh();
      const others = answer.said.alternatives || [];
      say([answer.said.message || answer.said.error || words.failed, others.join("、")].join(" "), true);
      return;
    }
    for (const person of [meeting.one, meeting.other]) cells.delete(`${person}:${meeting.slot}`);
    Object.assign(meeting, { slot: answer.said.slot, table: answer.said.table, locked: true, kept: true });
    for (const person of [meeting.one, meeting.other]) cells.set(`${person}:${meeting.slot}`, meeting);
    refresh();
    say(answer.said.message);
    offer(meeting, answer.said.undo);
    view.querySelector(`[data-meeting="${meeting.id}"]`)?.focus();
  };

  // Mouse and finger
  view.addEventListener("pointerdown", (event) => {
    const button = event.target.closest(".grid-meeting");
    if (!button || event.button > 0) return;
    const meeting = meetingOf(button);
    if (!meeting) return;
    offer(meeting);
    if (!meeting.movable) return;
    const start = { x: event.clientX, y: event.clientY };
    let moving = false;
    const column = (at) => {
      const cell = document.elementFromPoint(at.clientX, at.clientY)?.closest(".grid-cell");
      return cell ? Number(cell.dataset.slot) : null;
    };
    const move = (at) => {
      if (!moving && Math.hypot(at.clientX - start.x, at.clientY - start.y) > 6) {
        moving = true;
        pick(meeting);
      }
      const slot = moving ? column(at) : null;
      if (slot && picked && slot !== picked.slot) aim(slot);
    };
    const stop = (at) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
      if (!moving || !picked) return;
      if (at.type === "pointerup" && column(at)) drop();
      else leave();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
  });

  // Keyboard
  view.addEventListener("keydown", (event) => {
    const button = event.target.closest(".grid-meeting");
    const meeting = button ? meetingOf(button) : picked?.meeting;
    if (!meeting) return;
    const at = slots.findIndex((each) => each.id === (picked ? picked.slot : meeting.slot));
    const keys = {
      Enter: () => (picked ? drop() : meeting.movable && pick(meeting)),
      Escape: () => picked && leave(),
      ArrowRight: () => picked && at < slots.length - 1 && aim(slots[at + 1].id),
      ArrowLeft: () => picked && at > 0 && aim(slots[at - 1].id),
      l: () => !picked && meeting.movable && toggleLock(meeting),
    };
    const act = keys[event.key];
    if (!act) return;
    if (picked || event.key !== "ArrowRight") event.preventDefault();
    offer(meeting);
    act();
  });

  view.addEventListener("scroll", () => requestAnimationFrame(redraw), { passive: true });
  search.addEventListener("input", find);
  window.addEventListener("resize", redraw);
  load().catch(() => say(words.failed, true));
})();
