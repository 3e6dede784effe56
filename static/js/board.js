// The programme board: move a session between days, rooms and times by mouse, finger or keyboard. The server decides.
(() => {
  "use strict";

  const boards = Array.from(document.querySelectorAll("[data-board]"));
  const status = document.querySelector("[data-board-status]");
  if (!boards.length || !status) return;
  const notes = document.querySelector("[data-board-notes]");
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const PLACES = /^(row-start|col-start|row-span|lanes|lane)-\d+$/;

  const text = (key, values = {}) =>
    Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), status.dataset[key] || "");
  const say = (words, wrong = false) => {
    status.textContent = words;
    status.classList.toggle("is-error", wrong);
  };
  const number = (item, name) => {
    const found = Array.from(item.classList).find((word) => word.startsWith(`${name}-`));
    return found ? Number(found.slice(name.length + 1)) : 1;
  };
  const rooms = (board) => Array.from(board.querySelectorAll(".agenda-room[data-room-id]"));
  const lastRow = (board) => Number(board.dataset.rows);
  const clock = (board, row) => {
    const minutes = (Number(board.dataset.firstTick) + row - 1) * 5;
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  };
  const span = (item) => (item.dataset.span ? Number(item.dataset.span) : number(item, "row-span"));
  const placeOf = (item) => ({
    board: item.closest("[data-board]"), row: number(item, "row-start"), col: number(item, "col-start"), words: item.className,
  });
  const within = (place, item) => ({
    board: place.board,
    row: Math.max(1, Math.min(place.row, lastRow(place.board) - span(item) + 1)),
    col: Math.max(1, Math.min(place.col, rooms(place.board).length)),
  });
  const same = (one, other) => one.board === other.board && one.row === other.row && one.col === other.col;
  const words = (place) => ({
    room: rooms(place.board)[place.col - 1].textContent.trim(), time: clock(place.board, place.row), day: place.board.dataset.dayName,
  });
  const dress = (item, classes) => {
    Array.from(item.classList).filter((word) => PLACES.test(word)).forEach((word) => item.classList.remove(word));
    item.classList.add(...classes.split(" "));
  };
  const put = (item, place) => {
    const length = span(item);
    dress(item, `col-start-${place.col} row-start-${place.row} row-span-${length}`);
    if (item.parentElement !== place.board) place.board.append(item);
  };
  const putBack = (item, before) => {
    item.className = before.words;
    if (before.board && item.parentElement !== before.board) before.board.append(item);
  };

  // What the server says after a move: where everything stands, and what does not fit.
  const follow = (said, item) => {
    for (const place of said.places) {
      const each = document.getElementById(`s${place.id}`);
      const board = boards.find((one) => one.dataset.day === place.day);
      if (!each || !board || !each.classList.contains("board-item")) continue;
      if (each.parentElement !== board) board.append(each);
      dress(each, place.place);
      each.classList.toggle("is-clash", place.clash);
      each.dataset.version = place.version;
      each.querySelector(".agenda-when").textContent = place.when;
    }
    if (notes) notes.innerHTML = said.notes;
    say(said.message);
    if (item.dataset.waiting !== undefined) window.location.reload();
  };
  const send = async (item, before, place) => {
    const body = new URLSearchParams({
      day: place.board.dataset.day,
      minutes: String((Number(place.board.dataset.firstTick) + place.row - 1) * 5),
      room_id: rooms(place.board)[place.col - 1].dataset.roomId,
      version: item.dataset.version,
    });
    item.classList.add("is-busy");
    say(text("saving"));
    const refuse = (why) => {
      putBack(item, before);
      say(why || text("failed"), true);
    };
    try {
      const headers = { "X-CSRFToken": token, Accept: "application/json" };
      const url = item.dataset.moveUrl + window.location.search;
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers });
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      const said = isJson ? await answer.json() : {};
      if (answer.ok && isJson) follow(said, item);
      else refuse(said.message || said.error);
    } catch {
      refuse();
    } finally {
      item.classList.remove("is-busy");
    }
  };

  // Mouse: anywhere on a session. Finger: by its handle, so that the page can still be scrolled.
  const under = (at, grip, item) => {
    const board = boards.find((one) => {
      const edge = one.getBoundingClientRect();
      return at.clientY >= edge.top && at.clientY < edge.bottom && at.clientX >= edge.left && at.clientX < edge.right;
    });
    if (!board) return null;
    const heads = rooms(board);
    const col = heads.findIndex((head) => at.clientX < head.getBoundingClientRect().right) + 1 || heads.length;
    const top = heads[0].getBoundingClientRect().height + board.getBoundingClientRect().top;
    const tick = (board.getBoundingClientRect().bottom - top) / lastRow(board);
    return within({ board, row: Math.round((at.clientY - grip - top) / tick) + 1, col }, item);
  };
  const drag = (event, item) => {
    const before = placeOf(item);
    const start = { x: event.clientX, y: event.clientY };
    const grip = item.dataset.waiting === undefined ? event.clientY - item.getBoundingClientRect().top : 0;
    let shadow = null;
    let place = null;
    const move = (at) => {
      if (!shadow) {
        if (Math.hypot(at.clientX - start.x, at.clientY - start.y) < 6) return;
        shadow = document.createElement("div");
        shadow.className = `board-shadow row-span-${span(item)}`;
        item.classList.add("is-dragging");
        item.setPointerCapture(event.pointerId);
      }
      at.preventDefault();
      place = under(at, grip, item);
      if (!place) {
        shadow.remove();
        return;
      }
      dress(shadow, `col-start-${place.col} row-start-${place.row} row-span-${span(item)}`);
      place.board.append(shadow);
      say(text("target", words(place)));
    };
    const stop = (at) => {
      for (const [name, act] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) {
        document.removeEventListener(name, act);
      }
      item.classList.remove("is-dragging");
      if (!shadow) return;
      shadow.remove();
      const click = (later) => { later.preventDefault(); later.stopPropagation(); };
      document.addEventListener("click", click, { capture: true, once: true });
      setTimeout(() => document.removeEventListener("click", click, { capture: true }), 0);
      if (at.type === "pointerup" && place && !(before.board && same(place, before))) {
        if (item.dataset.waiting === undefined) put(item, place);
        send(item, before, place);
      } else say("");
    };
    for (const [name, act] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) {
      document.addEventListener(name, act, { passive: false });
    }
  };
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-move-url]");
    if (!item || event.button !== 0) return;
    const onGrip = event.target.closest(".board-grip");
    if (event.pointerType === "mouse" ? event.target.closest("button:not(.board-grip)") : !onGrip) return;
    if (event.pointerType === "mouse" && !onGrip) event.preventDefault();
    drag(event, item);
  });

  // Keyboard, and a tap on the handle: take, choose a place with the arrows or a tap, drop. Escape gives up.
  let held = null;
  const take = (item) => {
    held = { item, before: placeOf(item), grip: item.querySelector(".board-grip") };
    item.classList.add("is-held");
    held.grip.setAttribute("aria-pressed", "true");
    say(text("taken", words(held.before)));
  };
  const drop = (keep) => {
    const { item, before, grip } = held;
    const place = placeOf(item);
    held = null;
    item.classList.remove("is-held");
    grip.setAttribute("aria-pressed", "false");
    before.words = before.words.replace(/\bis-held\b/, "");
    if (keep && !same(place, before)) send(item, before, place).then(() => grip.focus({ preventScroll: true }));
    else {
      putBack(item, before);
      say(keep ? "" : text("givenUp"));
    }
  };
  const neighbour = (board, step) => boards[boards.indexOf(board) + step] || board;
  const STEPS = {
    ArrowUp: { row: -1 }, ArrowDown: { row: 1 }, PageUp: { row: -12 }, PageDown: { row: 12 }, ArrowLeft: { col: -1 }, ArrowRight: { col: 1 },
    Home: { day: -1 }, End: { day: 1 },
  };
  document.addEventListener("click", (event) => {
    const grip = event.target.closest(".board-item .board-grip");
    if (grip) {
      const item = grip.closest(".board-item");
      if (held) drop(held.item === item);
      else take(item);
      return;
    }
    if (!held || event.target.closest("a, button, .board-item")) return;
    const place = under(event, 0, held.item);
    if (!place) return;
    put(held.item, place);
    drop(true);
  });
  document.addEventListener("keydown", (event) => {
    if (!held) return;
    const step = STEPS[event.key];
    if (event.key === "Escape") drop(false);
    else if (step) {
      const { board, row, col } = placeOf(held.item);
      const next = within({ board: neighbour(board, step.day || 0), row: row + (step.row || 0), col: col + (step.col || 0) }, held.item);
      put(held.item, next);
      held.grip.focus();
      held.item.scrollIntoView({ block: "nearest", inline: "nearest" });
      say(text("target", words(next)));
    } else return;
    event.preventDefault();
  });
  document.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (held && event.target === held.grip && to && to !== held.grip && !to.querySelector("[data-board]")) drop(false);
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest("[data-move-url]")) event.preventDefault();
  });
})();
