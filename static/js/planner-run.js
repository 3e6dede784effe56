// A running search of the planner: asks how far it is, keeps table and plot up to date, opens the plan when it is ready.
(() => {
  "use strict";

  const draw = (canvas) => {
    if (!window.Chart) return () => {};
    const data = JSON.parse(canvas.dataset.gapChart);
    const set = (label, colour, dashes) => ({
      label, data: [], borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: dashes, pointRadius: 0, stepped: true,
    });
    const chart = new window.Chart(canvas, {
      type: "line",
      data: { datasets: [set(data.best, "#1a4fa0", []), set(data.bound, "#d96c3a", [6, 4])] },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
        scales: { x: { type: "linear", min: 0, ticks: { callback: (value) => `${value} s` } }, y: { ticks: { precision: 0 } } },
        plugins: { legend: { position: "top" } },
      },
    });
    const show = (points) => {
      chart.data.datasets[0].data = points.filter((each) => each[1] !== null).map((each) => ({ x: each[0], y: each[1] }));
      chart.data.datasets[1].data = points.filter((each) => each[2] !== null).map((each) => ({ x: each[0], y: each[2] }));
      chart.update();
    };
    show(data.points);
    return show;
  };
  const charts = Array.from(document.querySelectorAll("canvas[data-gap-chart]")).map(draw);

  const panel = document.querySelector("[data-run-url]");
  if (!panel) return;
  const put = (name, value) => {
    const place = panel.querySelector(`[data-run-${name}]`);
    if (place) place.textContent = value;
  };
  const follow = (said) => {
    put("stage", said.stage);
    put("planned", said.planned);
    put("seconds", said.seconds);
    panel.querySelector("[data-run-bar]").value = said.seconds;
    for (const level of said.levels) {
      const row = panel.querySelector(`[data-level="${level.key}"]`);
      if (!row) continue;
      row.querySelector("[data-value]").textContent = level.value === null ? "—" : `${level.value}${level.unit}`;
      row.querySelector("[data-bound]").textContent = level.bound === null ? "—" : `${level.bound}${level.unit}`;
      row.querySelector("[data-gap]").textContent = level.gap_percent === null ? "—" : `${level.gap_percent} %`;
      row.querySelector("[data-proved]").hidden = !level.is_proved;
      row.querySelector("[data-open]").hidden = level.is_proved;
    }
    charts.forEach((show) => show(said.points));
  };
  let wait = 700;
  const ask = async () => {
    try {
      const answer = await fetch(panel.dataset.runUrl, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      if (said.done) {
        window.location.assign(said.url);
        return;
      }
      follow(said);
      wait = 700;
    } catch {
      wait = Math.min(wait * 2, 20000);
    }
    setTimeout(ask, document.hidden ? Math.max(wait, 4000) : wait);
  };
  setTimeout(ask, 1200);
})();
