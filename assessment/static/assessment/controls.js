/* The controls of the questionnaire by themselves: derived figures, counters, the
   option that excludes the others, clearing. Saving is in fill.js, which listens to
   the same events. */
/* What people type becomes a number the way the server reads it: full-width digits of
   a Chinese keyboard, thousands separators and a per cent sign are fine. */
const numberIn = (text) => {
  const plain = text.normalize("NFKC").replace(/[,\s%]/g, "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
};

const rounded = (number) => String(Number(number.toFixed(2))).replace("-", "−");

const share = (n, d) => (n === null || d === null || d === 0 ? null : (n / d) * 100);

const improvement = (before, after, better) => {
  if (before === null || after === null || before <= 0) return null;
  const change = ((after - before) / before) * 100;
  return better === "higher" ? change : -change;
};

const part = (box, name) => numberIn(box.querySelector(`[data-part="${name}"]`).value);

const LIVE = {
  ratio: (box) => share(part(box, "n"), part(box, "d")),
  pair: (box) => improvement(part(box, "before"), part(box, "after"), box.dataset.better),
};

/* Chinese sets the sign right behind the number. */
const space = document.documentElement.lang.startsWith("zh") ? "" : " ";

const derive = (box) => {
  const number = LIVE[box.dataset.live](box);
  const output = box.parentElement.querySelector("[data-derived]");
  output.textContent = number === null ? "–" : `${rounded(number)}${space}%`;
};

const count = (area) => {
  const place = area.parentElement.querySelector("[data-count]");
  place.textContent = Array.from(area.value).length;
};

const exclude = (box) => {
  if (!box.checked) return;
  const alone = box.hasAttribute("data-exclusive");
  for (const other of box.closest(".choices").querySelectorAll("input")) {
    if (other !== box && (alone || other.hasAttribute("data-exclusive"))) {
      other.checked = false;
    }
  }
};

const radios = (card) => card.querySelectorAll(".control input[type=radio]");

const offerClearing = (card) => {
  const button = card.querySelector("[data-clears]");
  if (button) button.hidden = !Array.from(radios(card)).some((radio) => radio.checked);
};

const clearCard = (card) => {
  for (const radio of radios(card)) radio.checked = false;
  offerClearing(card);
  radios(card)[0].focus();
  radios(card)[0].dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-live]");
  if (box) derive(box);
  if (event.target.matches("[data-counts]")) count(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".choices input[type=checkbox]")) exclude(event.target);
  const card = event.target.closest(".question");
  if (card) offerClearing(card);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clears]")) clearCard(event.target.closest(".question"));
});

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".question").forEach(offerClearing);
});
