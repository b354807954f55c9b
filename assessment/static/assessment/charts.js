/* Draws the charts of a page from its json_script blocks. Each chart has its
   figures as a table in the page; without this file the tables still say it all. */
const LINES = { solid: 3, dashed: 2, dotted: 2 };
const COLOURS = ["#0f3f73", "#b26b00", "#2f7d5b", "#7a4f9a", "#a9231c", "#5d6f82"];
const INK = "#14212f";
const GRID = "#d6dee7";
const NARROW = 480; // px; below it the names of the axes need more of the width
const LONG = 12; // characters; a longer name of an axis takes two lines

const shell = (data) => ({
  color: COLOURS,
  animation: false,
  aria: { enabled: true, label: { enabled: true }, decal: { show: data.kind === "column" } },
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK },
  tooltip: { renderMode: "richText", confine: true },
  legend: { bottom: 0, textStyle: { color: INK } },
});

const line = (series, at) => ({
  name: series.name,
  value: series.values,
  symbolSize: at === 0 ? 8 : 5,
  lineStyle: { type: series.line || "solid", width: LINES[series.line || "solid"] },
  areaStyle: at === 0 ? { opacity: 0.12 } : undefined,
});

/* In two lines of about the same length. */
const broken = (name) => {
  const words = name.split(" ");
  if (name.length <= LONG || words.length < 2) return name;
  let line = words.shift();
  while (words.length > 1 && line.length < words.join(" ").length / 1.5) {
    line += ` ${words.shift()}`;
  }
  return `${line}\n${words.join(" ")}`;
};

/* {kind: "radar", axes: [name …], max, series: [{name, values, line}]} */
const radar = (data, narrow) => ({
  ...shell(data),
  radar: {
    indicator: data.axes.map((name) => ({ name, min: 0, max: data.max })),
    radius: narrow ? "44%" : "66%",
    center: ["50%", "47%"],
    axisNameGap: narrow ? 7 : 15,
    axisName: { color: INK, fontSize: narrow ? 11 : 13, formatter: broken },
    splitArea: { areaStyle: { color: ["#fff", "#f4f7fa"] } },
    splitLine: { lineStyle: { color: GRID } },
    axisLine: { lineStyle: { color: GRID } },
  },
  series: [{ type: "radar", data: data.series.map(line) }],
});

/* {kind: "column", axes: [name …], unit, stacked, series: [{name, values}]} */
const column = (data) => ({
  ...shell(data),
  tooltip: { renderMode: "richText", confine: true, trigger: "axis" },
  grid: { left: 8, right: 16, top: 36, bottom: 48, containLabel: true },
  xAxis: { type: "category", data: data.axes, axisLabel: { color: INK, hideOverlap: true } },
  yAxis: {
    type: "value",
    name: data.unit || "",
    max: data.max,
    splitLine: { lineStyle: { color: GRID } },
    axisLabel: { color: INK },
  },
  series: data.series.map((one) => ({
    type: "bar",
    name: one.name,
    data: one.values,
    barMaxWidth: 40,
    stack: data.stacked ? "all" : undefined,
  })),
});

/* {kind: "bars", axes: [name …], min, max, series: [{name, values}]}: lying, the first
   on top; without min and max as wide as its values */
const bars = (data, narrow) => ({
  ...shell(data),
  tooltip: { renderMode: "richText", confine: true, trigger: "axis" },
  grid: { left: 8, right: 24, top: 8, bottom: 40, containLabel: true },
  xAxis: {
    type: "value",
    min: data.min,
    max: data.max,
    splitLine: { lineStyle: { color: GRID } },
    axisLabel: { color: INK },
  },
  yAxis: {
    type: "category",
    inverse: true,
    data: data.axes,
    axisLabel: { color: INK, width: narrow ? 120 : 300, overflow: "truncate" },
  },
  series: data.series.map((one) => ({
    type: "bar",
    name: one.name,
    data: one.values,
    barMaxWidth: 22,
    label: { show: true, position: "right", color: INK },
  })),
});

/* {kind: "band", axes, low, high, middle, names: {x, y, band, middle}}: between low and
   high a band, the middle as a line. */
const band = (data) => {
  const edge = {
    type: "line",
    stack: "band",
    stackStrategy: "all",
    symbol: "none",
    lineStyle: { opacity: 0 },
  };
  return {
    ...shell(data),
    legend: { bottom: 0, data: [data.names.band, data.names.middle] },
    tooltip: { show: false },
    grid: { left: 8, right: 24, top: 36, bottom: 64, containLabel: true },
    xAxis: {
      type: "category",
      data: data.axes,
      name: data.names.x,
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: { color: INK },
      boundaryGap: false,
      axisLine: { onZero: false },
      axisLabel: { color: INK, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      name: data.names.y,
      nameTextStyle: { color: INK, align: "left" },
      splitLine: { lineStyle: { color: GRID } },
      axisLabel: { color: INK },
    },
    series: [
      { ...edge, data: data.low },
      {
        ...edge,
        name: data.names.band,
        data: data.high.map((high, place) => high - data.low[place]),
        areaStyle: { color: COLOURS[0], opacity: 0.22 },
        itemStyle: { color: COLOURS[0], opacity: 0.35 },
      },
      {
        type: "line",
        name: data.names.middle,
        data: data.middle,
        symbol: "none",
        lineStyle: { width: 2, color: COLOURS[1] },
        itemStyle: { color: COLOURS[1] },
      },
    ],
  };
};

const KINDS = { radar, column, bars, band };

const draw = (place) => {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const language = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = echarts.init(place, null, { renderer: "svg", locale: language });
  const fit = () => {
    chart.resize();
    chart.setOption(KINDS[data.kind](data, place.clientWidth < NARROW));
  };
  new ResizeObserver(fit).observe(place);
  window.addEventListener("beforeprint", fit);
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-chart]").forEach(draw);
});
