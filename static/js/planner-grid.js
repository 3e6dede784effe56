// People × slots: only what is in sight exists, a meeting is moved by mouse, finger or keyboard, and the server judges.
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
  const LEAST_COLUMN = 104;
  const SPARE = 3;
  const EDGE = 48;
  const ROWS_A_FRAME = 8;

  let people = [];
  let shown = [];
  let slots = [];
  let cells = new Map(); // person → (slot number → meeting)
  let away = new Map(); // person → set of slot numbers
  let meetings = new Map();
  let numberOf = new Map(); // slot → its number
  let picked = null;

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
  const role = (thing, name) => {
    thing.setAttribute("role", name);
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

  // Drawing: sizes are read when the window changes, never while scrolling; rows and cells that leave are used again.
  const space = role(make("div", "grid-space"), "rowgroup");
  const size = { name: 210, column: LEAST_COLUMN, height: 0, width: 0, top: 0, left: 0 };
  const measure = () => {
    size.name = window.innerWidth < 600 ? 130 : 210;
    size.height = view.clientHeight;
    size.width = view.clientWidth;
    size.column = Math.max(LEAST_COLUMN, (size.width - size.name) / Math.max(slots.length, 1));
    size.top = view.scrollTop;
    size.left = view.scrollLeft;
    view.style.setProperty("--grid-name", `${size.name}px`);
    view.style.setProperty("--grid-column", `${size.column}px`);
  };
  const across = (number) => `${size.name + number * size.column}px`;
  const head = () => {
    const row = role(make("div", "grid-head"), "row");
    row.append(role(make("div", "grid-name"), "columnheader"));
    slots.forEach((slot, number) => {
      const cell = role(make("div", "grid-slot", slot.time), "columnheader");
      cell.setAttribute("aria-colindex", String(number + 2));
      cell.style.left = across(number);
      if (number === 0 || slots[number - 1].day !== slot.day) cell.append(make("div", "", slot.day));
      row.append(cell);
    });
    return row;
  };
  const rows = new Map(); // index → row
  const freeRows = [];
  const newRow = () => {
    const row = { box: role(make("div", "grid-row"), "row"), tray: role(make("div", "grid-cells"), "presentation"), cells: new Map(), free: { meeting: [], mark: [] } };
    const name = role(make("div", "grid-name"), "rowheader");
    row.title = document.createTextNode("");
    row.house = document.createTextNode("");
    const house = make("small", "");
    house.append(row.house);
    name.append(row.title, house);
    row.box.append(name, row.tray);
    return row;
  };
  const newCell = (row, kind) => {
    const cell = { kind, box: role(make("div", "grid-cell"), "gridcell") };
    if (kind === "meeting") {
      cell.button = make("button", "grid-meeting");
      cell.button.type = "button";
      cell.label = document.createTextNode("");
      cell.button.append(cell.label);
      cell.box.append(cell.button);
    }
    return cell;
  };
  const markOf = (person, number) => {
    if (!picked || (person.id !== picked.meeting.one && person.id !== picked.meeting.other)) return null;
    const slot = slots[number].id;
    const reasons = slot === picked.meeting.slot ? null : picked.places ? picked.places[slot] : foreseen(slot);
    return { reasons, isTarget: slot === picked.slot };
  };
  const kindAt = (person, number) => {
    if (cells.get(person.id)?.has(number)) return "meeting";
    return away.get(person.id)?.has(number) || markOf(person, number) ? "mark" : "";
  };
  const fill = (cell, person, number) => {
    const mark = markOf(person, number);
    let name = "grid-cell";
    if (cell.kind === "mark" && away.get(person.id)?.has(number)) name += " is-away";
    if (mark?.reasons) name += mark.reasons.length ? " is-not" : " is-ok";
    if (mark?.isTarget) name += " is-target";
    if (cell.box.className !== name) cell.box.className = name;
    if (cell.kind === "mark") return;
    const meeting = cells.get(person.id).get(number);
    const isPicked = picked?.meeting.id === meeting.id;
    const look = `grid-meeting${meeting.locked ? " is-locked" : ""}${meeting.movable ? "" : " is-fixed"}${isPicked ? " is-picked" : ""}`;
    if (cell.button.className !== look) cell.button.className = look;
    cell.button.dataset.meeting = meeting.id;
    cell.label.data = person.side === "pitch" ? meeting.investor : meeting.pitch;
  };
  const freeCell = (row, number) => {
    const cell = row.cells.get(number);
    row.cells.delete(number);
    row.free[cell.kind].push(cell);
  };
  const placeCell = (row, number, kind) => {
    const cell = row.free[kind].pop() || newCell(row, kind);
    if (!cell.box.parentNode) row.tray.append(cell.box);
    if (cell.number !== number) {
      cell.number = number;
      cell.box.dataset.slot = slots[number].id;
      cell.box.setAttribute("aria-colindex", String(number + 2));
      cell.box.style.left = across(number);
    }
    row.cells.set(number, cell);
    return cell;
  };
  // Cells stay in their row: what leaves the sight is filled anew, and only what nobody needs is taken out.
  const drawCells = (row, span, focused) => {
    const { person } = row;
    for (const [number, cell] of row.cells) {
      const isWanted = span.first <= number && number <= span.last && kindAt(person, number) === cell.kind;
      if (!isWanted && !(focused && cell.box.contains(focused) && kindAt(person, number) === cell.kind)) freeCell(row, number);
    }
    for (let number = span.first; number <= span.last; number += 1) {
      const kind = kindAt(person, number);
      if (kind) fill(row.cells.get(number) || placeCell(row, number, kind), person, number);
    }
    for (const free of Object.values(row.free)) for (const cell of free) cell.box.remove();
    row.tray.hidden = false;
    row.isDrawn = true;
  };
  const placeRow = (index) => {
    const row = freeRows.pop() || newRow();
    row.person = shown[index];
    row.isDrawn = false;
    row.tray.hidden = true;
    if (!row.box.parentNode) space.append(row.box);
    row.box.dataset.person = row.person.id;
    row.box.setAttribute("aria-rowindex", String(index + 2));
    row.box.style.transform = `translateY(${index * ROW}px)`;
    row.title.data = row.person.name;
    row.house.data = row.person.house;
    rows.set(index, row);
  };
  const dropRow = (index) => {
    freeRows.push(rows.get(index));
    rows.delete(index);
  };
  // Columns are drawn four at a time, so that moving sideways seldom has to draw at all.
  const columnsInSight = () => {
    const first = Math.floor(size.left / size.column) - 1;
    const last = Math.ceil((size.left + size.width - size.name) / size.column) + 1;
    return { first: Math.max(0, Math.floor(first / 4) * 4), last: Math.min(slots.length - 1, Math.ceil(last / 4) * 4) };
  };
  let drawn = { first: 0, last: -1 };
  let waits = 0;
  // A frame fills so many rows at most: whoever scrolls faster sees names at once, and their meetings a moment later.
  const redraw = () => {
    const first = Math.max(0, Math.floor((size.top - ROW) / ROW) - SPARE);
    const last = Math.min(shown.length - 1, Math.ceil((size.top + size.height) / ROW) + SPARE);
    const focused = view.contains(document.activeElement) ? document.activeElement : null;
    for (const [index, row] of rows) if ((index < first || index > last) && !row.box.contains(focused)) dropRow(index);
    for (let index = first; index <= last; index += 1) if (!rows.has(index)) placeRow(index);
    for (const row of freeRows) row.box.remove();
    const span = columnsInSight();
    if (span.first !== drawn.first || span.last !== drawn.last) for (const row of rows.values()) row.isDrawn = false;
    drawn = span;
    let left = ROWS_A_FRAME;
    for (let index = first; index <= last && left >= 0; index += 1) {
      const row = rows.get(index);
      if (row.isDrawn) continue;
      if (left > 0) drawCells(row, drawn, focused);
      left -= 1;
    }
    if (left < 0) onScroll();
  };
  const onScroll = () => {
    waits = waits || requestAnimationFrame(() => {
      waits = 0;
      size.top = view.scrollTop;
      size.left = view.scrollLeft;
      redraw();
    });
  };
  const refreshTwo = (meeting) => {
    const focused = view.contains(document.activeElement) ? document.activeElement : null;
    for (const row of rows.values()) if (row.isDrawn && [meeting.one, meeting.other].includes(row.person.id)) drawCells(row, drawn, focused);
  };
  const layout = () => {
    view.style.height = `min(70vh, 46rem, ${(shown.length + 2) * ROW}px)`;
    measure();
    rows.clear();
    freeRows.length = 0;
    space.replaceChildren();
    space.style.height = `${shown.length * ROW}px`;
    const top = head();
    for (const wide of [top, space]) wide.style.width = `${Math.max(size.name + slots.length * size.column, size.width)}px`;
    view.replaceChildren(top, space);
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
  const seat = (meeting) => {
    for (const person of [meeting.one, meeting.other]) {
      if (!cells.has(person)) cells.set(person, new Map());
      cells.get(person).set(numberOf.get(meeting.slot), meeting);
    }
  };
  const unseat = (meeting) => {
    for (const person of [meeting.one, meeting.other]) cells.get(person)?.delete(numberOf.get(meeting.slot));
  };
  const load = async () => {
    const said = await get(root.dataset.gridUrl);
    people = said.people;
    slots = said.slots;
    numberOf = new Map(slots.map((each, number) => [each.id, number]));
    meetings = new Map(said.meetings.map((each) => [each.id, each]));
    cells = new Map();
    said.meetings.filter((each) => numberOf.has(each.slot)).forEach(seat);
    away = new Map();
    for (const [person, slot] of said.away) {
      if (!away.has(person)) away.set(person, new Set());
      away.get(person).add(numberOf.get(slot));
    }
    find();
  };

  // What can be done with the meeting that has the focus
  const url = (meeting, what) => `${root.dataset.base}/${meeting.id}/${what}`;
  const meetingOf = (button) => meetings.get(Number(button.dataset.meeting)) || null;
  const nameOf = (id) => people.find((each) => each.id === id)?.name || "";
  // What this page knows by itself is said at once; the server then judges everything, also tables and caps.
  const foreseen = (slot) => {
    const number = numberOf.get(slot);
    const hit = [picked.meeting.one, picked.meeting.other].flatMap((person) => {
      if (away.get(person)?.has(number)) return [text("away", { name: nameOf(person) })];
      const other = cells.get(person)?.get(number);
      return other && other !== picked.meeting ? [text("busy", { name: nameOf(person), other: `${other.pitch} × ${other.investor}` })] : [];
    });
    return hit.length ? hit : null;
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
    refreshTwo(meeting);
    return say(meeting.kept ? words.locked : words.unlocked);
  };
  const pick = async (meeting) => {
    picked = { meeting, places: null, slot: meeting.slot };
    say(words.checking);
    refreshTwo(meeting);
    const mine = picked;
    try {
      mine.places = (await get(url(meeting, "places"))).places;
    } catch {
      if (picked === mine) picked = null;
      refreshTwo(meeting);
      say(words.failed, true);
      return;
    }
    if (picked !== mine) return;
    aim(mine.slot, true);
  };
  const aim = (slot, first = false) => {
    if (!picked) return;
    picked.slot = slot;
    refreshTwo(picked.meeting);
    const time = slots[numberOf.get(slot)]?.time || "";
    const reasons = picked.places ? picked.places[slot] : foreseen(slot);
    if (first || slot === picked.meeting.slot) say(words.picked);
    else if (!reasons) say(words.checking);
    else if (reasons.length) say(`${text("nowhere", { time })} ${reasons.join(" ")}`, true);
    else say(text("fits", { time }));
  };
  const bringIntoSight = (slot) => {
    const left = numberOf.get(slot) * size.column;
    if (left < size.left) view.scrollLeft = left;
    else if (left + size.column > size.left + size.width - size.name) view.scrollLeft = left + size.column - (size.width - size.name);
  };
  const leave = () => {
    const { meeting } = picked;
    picked = null;
    refreshTwo(meeting);
    say("");
  };
  const drop = async () => {
    const { meeting, slot } = picked;
    picked = null;
    if (slot === meeting.slot) {
      refreshTwo(meeting);
      say("");
      return;
    }
    const answer = await post(url(meeting, "drag"), { slot_id: String(slot) });
    if (!answer.ok) {
      refreshTwo(meeting);
      const others = answer.said.alternatives || [];
      say([answer.said.message || answer.said.error || words.failed, others.join("、")].join(" "), true);
      return;
    }
    unseat(meeting);
    Object.assign(meeting, { slot: answer.said.slot, table: answer.said.table, locked: true, kept: true });
    seat(meeting);
    refreshTwo(meeting);
    say(answer.said.message);
    offer(meeting, answer.said.undo);
    const mine = [...rows.values()].find((row) => row.person.id === meeting.one || row.person.id === meeting.other);
    mine?.cells.get(numberOf.get(meeting.slot))?.button.focus();
  };

  // Mouse and finger: the place of the grid is read once, and near its edges it moves along.
  view.addEventListener("pointerdown", (event) => {
    const button = event.target.closest(".grid-meeting");
    if (!button || event.button > 0) return;
    const meeting = meetingOf(button);
    if (!meeting) return;
    offer(meeting);
    if (!meeting.movable) return;
    const start = { x: event.clientX, y: event.clientY };
    const frame = view.getBoundingClientRect();
    let at = start;
    let moving = false;
    let turning = 0;
    const column = () => {
      if (at.y < frame.top || at.y > frame.bottom || at.x < frame.left + size.name || at.x > frame.right) return null;
      const number = Math.floor((at.x - frame.left - size.name + size.left) / size.column);
      return slots[number]?.id || null;
    };
    const aimThere = () => {
      const slot = moving ? column() : null;
      if (slot && picked && slot !== picked.slot) aim(slot);
    };
    const turn = () => {
      turning = 0;
      const right = at.x > frame.right - EDGE;
      if (!picked || !moving || !(right || at.x < frame.left + size.name + EDGE)) return;
      view.scrollLeft += right ? 16 : -16;
      aimThere();
      turning = requestAnimationFrame(turn);
    };
    const move = (now) => {
      at = { x: now.clientX, y: now.clientY };
      if (!moving && Math.hypot(at.x - start.x, at.y - start.y) > 6) {
        moving = true;
        pick(meeting);
      }
      aimThere();
      turning = turning || requestAnimationFrame(turn);
    };
    const stop = (now) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
      cancelAnimationFrame(turning);
      if (!moving || !picked) return;
      if (now.type === "pointerup" && column()) drop();
      else leave();
    };
    window.addEventListener("pointermove", move, { passive: true });
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
  });

  // Keyboard
  view.addEventListener("keydown", (event) => {
    const button = event.target.closest(".grid-meeting");
    const meeting = button ? meetingOf(button) : picked?.meeting;
    if (!meeting) return;
    const at = numberOf.get(picked ? picked.slot : meeting.slot);
    const go = (number) => {
      if (!picked || !slots[number]) return;
      aim(slots[number].id);
      bringIntoSight(slots[number].id);
    };
    const keys = {
      Enter: () => (picked ? drop() : meeting.movable && pick(meeting)),
      Escape: () => picked && leave(),
      ArrowRight: () => go(at + 1),
      ArrowLeft: () => go(at - 1),
      l: () => !picked && meeting.movable && toggleLock(meeting),
    };
    const act = keys[event.key];
    if (!act) return;
    if (picked || !event.key.startsWith("Arrow")) event.preventDefault();
    offer(meeting);
    act();
  });

  // What a meeting or a time means is written down when somebody looks at it.
  const describe = (event) => {
    const box = event.target.closest(".grid-cell");
    if (!box) return;
    const number = numberOf.get(Number(box.dataset.slot));
    const person = people.find((each) => each.id === Number(box.closest(".grid-row").dataset.person));
    const meeting = cells.get(person.id)?.get(number);
    const reasons = markOf(person, number)?.reasons;
    const isAway = away.get(person.id)?.has(number);
    const about = meeting ? `${meeting.pitch} × ${meeting.investor} · ${meeting.table}${meeting.locked ? ` · ${words.kept}` : ""}` : "";
    (meeting ? box.firstChild : box).title = reasons?.length ? reasons.join(" ") : about || (isAway ? words.ruled : "");
  };
  view.addEventListener("pointerover", describe, { passive: true });
  view.addEventListener("focusin", describe);
  view.addEventListener("scroll", onScroll, { passive: true });
  search.addEventListener("input", find);
  window.addEventListener("resize", layout);
  load().catch(() => say(words.failed, true));
})();
