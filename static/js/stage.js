// The stage on any screen: one state from the server, one clock set to the server's, everything else is drawing.
(() => {
  "use strict";

  const root = document.querySelector("[data-stage]");
  if (!root) return;
  const words = JSON.parse(root.dataset.words);
  const mine = new Set(JSON.parse(root.dataset.mine || "[]"));
  let state = JSON.parse(root.dataset.state);
  // The server wrote its time just before the answer began to arrive, however long the page took to load since.
  const arrival = performance.getEntriesByType("navigation")[0];
  let offset = Number(root.dataset.now) - (arrival ? performance.timeOrigin + arrival.responseStart : Date.now());
  let source = null;
  let heard = Date.now();
  let polling = null;
  let minutesOver = 0;
  let behind = false;
  let refreshing = false;

  const parts = (name) => root.querySelectorAll(`[data-part="${name}"]`);
  const write = (name, text) => parts(name).forEach((part) => { if (part.textContent !== text) part.textContent = text; });
  const show = (name, on) => parts(name).forEach((part) => { part.hidden = !on; });
  const titleOf = (row) => (row ? row.title || root.dataset.closed : "");
  const make = (tag, text, className) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };

  const left = () => {
    if (state.left !== null) return state.left;
    return state.ends === null ? null : state.ends - (Date.now() + offset);
  };

  const tick = () => {
    const now = left();
    // Before it begins, the clock says when; at the end there is nothing left to say.
    let text = state.phase === "finished" ? "" : state.phase === "waiting" && state.next ? state.next.start : "–:––";
    let mood = "";
    if (now !== null && state.phase !== "finished") {
      const seconds = Math.ceil(now / 1000);
      const size = Math.abs(seconds);
      text = `${seconds < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
      if (["presenting", "questions"].includes(state.phase)) {
        mood = seconds <= 0 ? "over" : seconds <= 60 ? "one" : seconds <= 120 ? "two" : "";
      }
    }
    write("timer", text);
    root.dataset.mood = mood;
    root.dataset.left = now === null ? "" : String(now);
    // The server says by how many minutes the stage is late: ask again with every minute that the part runs over.
    const over = now === null || now > 0 ? 0 : 1 + Math.floor(-now / 60000);
    if (over > minutesOver) refresh();
    minutesOver = over;
  };

  const drawOrder = () => parts("order").forEach((list) => {
    list.replaceChildren(...state.order.map((row) => {
      const item = make("li", "", row.done ? "is-done" : state.pitch && state.pitch.id === row.id ? "is-now" : "");
      item.append(make("b", row.start), " ", make("span", `${row.position}. ${titleOf(row)}`), " ", make("small", row.team));
      return item;
    }));
  });

  const drawResults = () => parts("results").forEach((list) => {
    list.replaceChildren(...state.results.map((row) => {
      const item = make("li", "", row.place === 1 ? "is-now" : "");
      item.append(make("b", `${row.place}.`), " ", make("span", titleOf(row)), " ", make("small", row.value));
      return item;
    }));
  });

  const drawQuestions = () => parts("questions").forEach((list) => {
    const form = document.querySelector("[data-vote]");
    list.replaceChildren(...state.questions.map((row) => {
      const item = make("li", "", `stage-question${row.selected ? " is-selected" : ""}`);
      item.append(make("span", words.theme[row.theme] || row.theme, "tag tag-accent"), " ", make("span", row.content));
      if (form) {
        const button = make("button", `▲ ${row.votes}`, "btn btn-sm");
        button.type = "button";
        button.setAttribute("aria-label", `${form.dataset.label} ${row.content}`);
        button.addEventListener("click", () => vote(form, row, button));
        item.append(" ", button);
      } else item.append(" ", make("small", `▲ ${row.votes}`));
      return item;
    }));
    show("no-questions", state.questions.length === 0);
  });

  const vote = async (form, row, button) => {
    button.disabled = true;
    try {
      const body = new FormData(form);
      body.set("question_id", String(row.id));
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.ok) button.textContent = `▲ ${(await answer.json()).votes}`;
    } finally {
      button.disabled = false;
    }
  };

  const draw = () => {
    root.dataset.phase = state.phase;
    root.dataset.screen = state.screen;
    root.dataset.revision = String(state.revision);
    root.classList.toggle("is-paused", state.paused);
    write("phase", words.phase[state.phase] || "");
    write("pitch", titleOf(state.pitch));
    write("team", state.pitch ? state.pitch.team : "");
    write("position", state.pitch ? `${state.pitch.position} / ${state.order.length}` : "");
    write("next", titleOf(state.next));
    write("next-team", state.next ? state.next.team : "");
    write("next-start", state.next ? state.next.start : "");
    write("notice", state.notice || "");
    write("seed", state.seed || "–");
    write("question", state.question ? state.question.content : "");
    write("question-theme", state.question ? words.theme[state.question.theme] || "" : "");
    const slide = state.slide;
    write("slide-title", slide ? slide.title : root.dataset.closed);
    write("slide-position", slide ? String(slide.position).padStart(2, "0") : "");
    write("slide-field", slide ? words.field[slide.field] || slide.field : "");
    write("slide-summary", slide ? slide.summary : "");
    write("slide-team", slide ? slide.team : "");
    write("slide-presenter", slide ? slide.presenter : "");
    write("slide-trl", slide && slide.trl ? `TRL ${slide.trl}` : "");
    write("slide-round", slide ? words.round[slide.round] || "" : "");
    write("slide-number", slide ? slide.number : "");
    show("has-slide-presenter", Boolean(slide && slide.presenter));
    show("has-pitch", state.pitch !== null);
    show("has-next", state.next !== null);
    show("has-notice", Boolean(state.notice));
    show("has-question", state.question !== null);
    show("paused", state.paused);
    show("my-turn", Boolean(state.pitch && mine.has(state.pitch.id)));
    show("my-turn-next", Boolean(state.next && mine.has(state.next.id)));
    ["timer", "slide", "question", "order", "lots", "results"].forEach((name) => show(`screen-${name}`, state.screen === name));
    drawOrder();
    drawResults();
    drawQuestions();
    document.dispatchEvent(new CustomEvent("luyan:stage", { detail: state }));
    tick();
  };

  // The console comes from the server anew, but never under the hands of a host who types or answers a dialog; what
  // was typed and where the keyboard is stay as they were.
  const controls = () => [...root.querySelectorAll("#console :is(a, button, input, select, textarea, summary)")];
  const keyOf = (thing) => [thing.form?.getAttribute("action"), thing.href, thing.name, thing.tagName, thing.textContent.trim()].join(" ");
  const inHand = () => Boolean(document.querySelector("dialog[open], #console details[open], #console :is(input, textarea):focus"));
  const renew = (fresh) => {
    const typed = new Map(controls().filter((each) => each.type === "text" && each.value !== each.defaultValue).map((each) => [keyOf(each), each.value]));
    const here = controls().find((each) => each === document.activeElement);
    root.querySelector("#console").replaceWith(fresh);
    controls().filter((each) => typed.has(keyOf(each))).forEach((each) => { each.value = typed.get(keyOf(each)); });
    if (here) controls().find((each) => keyOf(each) === keyOf(here))?.focus();
    tick();
  };
  const refresh = async () => {
    if (!root.dataset.reload) return;
    behind = true;
    if (refreshing || inHand()) return;
    refreshing = true;
    behind = false;
    try {
      const answer = await fetch(root.dataset.reload, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok ? page.querySelector("#console") : null;
      if (inHand()) behind = true;
      else if (fresh) renew(document.adoptNode(fresh));
    } catch { /* the next piece of news tries again */ }
    refreshing = false;
    if (behind) refresh();
  };
  const catchUp = () => { if (behind) refresh(); };

  const take = (fresh) => {
    if (!fresh || fresh.revision <= state.revision) return;
    state = fresh;
    draw();
    refresh();
  };

  // The clock: of a few questions the one answered fastest tells the time best.
  const ask = async () => {
    const begun = Date.now();
    const answer = await fetch(`${root.dataset.url}/state.json?seen=${state.revision}`, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    const ended = Date.now();
    take(said.state);
    return { trip: ended - begun, offset: said.now - (begun + ended) / 2 };
  };
  const setClock = async () => {
    const tries = [];
    for (let i = 0; i < 3; i += 1) {
      try { tries.push(await ask()); } catch { /* without an answer the clock stays as it is */ }
    }
    tries.sort((a, b) => a.trip - b.trip);
    if (tries.length) offset = tries[0].offset;
  };

  const stopPolling = () => { clearTimeout(polling); polling = null; };
  const poll = async () => {
    let wait = 1000;
    try { offset = (await ask()).offset; } catch { wait = 3000; }
    if (polling !== null) polling = setTimeout(poll, wait + Math.random() * 300);
  };
  const startPolling = () => { if (polling === null) polling = setTimeout(poll, 0); };

  const listen = () => {
    if (source) source.close();
    if (!window.EventSource) { startPolling(); return; }
    source = new EventSource(`${root.dataset.url}/stream`);
    heard = Date.now();
    root.dataset.link = "opening";
    source.addEventListener("news", (event) => { heard = Date.now(); root.dataset.link = "stream"; stopPolling(); take(JSON.parse(event.data)); });
    source.addEventListener("beat", (event) => { heard = Date.now(); if (Number(event.data) > state.revision) setClock(); });
    source.onerror = () => { root.dataset.link = "polling"; startPolling(); };
  };

  setInterval(tick, 200);
  setInterval(() => { if (Date.now() - heard > 25000) listen(); }, 5000);
  setInterval(setClock, 300000 + Math.random() * 60000);
  window.addEventListener("online", () => { setClock(); listen(); });
  document.addEventListener("focusout", () => setTimeout(catchUp));
  document.addEventListener("close", () => setTimeout(catchUp), true);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) setClock(); });
  draw();
  setClock();
  listen();
})();
