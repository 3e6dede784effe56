// Draws <canvas data-chart="{kind, labels, values, unit, horizontal}">; the numbers also stand in a table below.
(() => {
  "use strict";

  const COLOURS = ["#1a4fa0", "#3f86d9", "#1f9d8b", "#7fb24a", "#d9a021", "#d96c3a", "#8a62c9", "#7888a3"];
  const font = getComputedStyle(document.body).fontFamily;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const draw = (canvas) => {
    const data = JSON.parse(canvas.dataset.chart);
    const round = data.kind === "doughnut";
    const line = data.kind === "line";
    const sets = data.series || [{ label: canvas.getAttribute("aria-label"), values: data.values }];
    const number = { beginAtZero: true, grid: { color: "#e6ebf3" }, ticks: { precision: 0 } };
    const name = { grid: { display: false } };
    new window.Chart(canvas, {
      type: data.kind,
      data: {
        labels: data.labels,
        datasets: sets.map((set, index) => ({
          label: set.label,
          data: set.values,
          backgroundColor: round ? COLOURS : line ? `${COLOURS[index]}22` : COLOURS[index],
          borderColor: round ? "#fff" : COLOURS[index],
          borderWidth: round || line ? 2 : 0,
          borderRadius: round || line ? 0 : 5,
          maxBarThickness: 34,
          fill: line,
          tension: 0.25,
        })),
      },
      options: {
        animation: still ? false : { duration: 400 },
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: data.horizontal ? "y" : "x",
        font: { family: font },
        scales: round ? {} : data.horizontal ? { x: number, y: name } : { x: name, y: number },
        plugins: {
          legend: { display: round || sets.length > 1, position: round ? "right" : "top" },
          tooltip: { callbacks: { label: (item) => ` ${round ? item.label : item.dataset.label}: ${item.formattedValue}${data.unit}` } },
        },
      },
    });
  };

  if (!window.Chart) return;
  window.Chart.defaults.font.family = font;
  window.Chart.defaults.font.size = 13;
  window.Chart.defaults.color = "#47556d";
  document.querySelectorAll("canvas[data-chart]").forEach(draw);
})();
