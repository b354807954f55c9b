/* Counts what is left of a period, each minute; the words come from the server. It is
   read when somebody comes to it and never announced. */
const MINUTE = 60_000;
const language = document.documentElement.lang;
/* Chinese sets its units right behind one another. */
const space = language.startsWith("zh") ? "" : " ";

const words = (number, unit) =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);

const both = (bigger, smaller) => (smaller ? `${bigger}${space}${smaller}` : bigger);

const left = (rest) => {
  const minutes = Math.floor(rest / MINUTE);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (days) return both(words(days, "day"), hours % 24 ? words(hours % 24, "hour") : "");
  if (hours) return both(words(hours, "hour"), minutes % 60 ? words(minutes % 60, "minute") : "");
  return words(Math.max(minutes, 1), "minute");
};

const show = () => {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const rest = new Date(place.dataset.countdown) - Date.now();
    place.textContent =
      rest > 0 ? place.dataset.left.replace("{left}", left(rest)) : place.dataset.over;
  }
};

setInterval(show, MINUTE);
