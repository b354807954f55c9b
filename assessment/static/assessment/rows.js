/* The rows of a list by keys: j and k go through them, Enter opens, x ticks, a ticks
   all, ? shows the keys. Who does not want single keys switches them off. */
const OFF = "dengta-keys-off";
const form = document.querySelector("[data-rows]");
const help = document.querySelector("[data-keys]");
const on = help?.querySelector("[data-keys-on]");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const ticks = form ? [...form.querySelectorAll("[data-tick]")] : [];
const all = form?.querySelector("[data-tick-all]");
const told = form?.querySelector("[data-ticked]");

/* A browser may keep nothing; the keys work then. */
const kept = () => {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
};

const keep = (off) => {
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    /* asked again next time */
  }
};

const count = () => {
  const ticked = ticks.filter((tick) => tick.checked).length;
  if (told) told.textContent = ticked ? told.dataset.words.replace("{n}", ticked) : "";
  if (all) {
    all.checked = ticked > 0 && ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
  }
};

const tickAll = (checked) => {
  for (const tick of ticks) tick.checked = checked;
  count();
};

const here = () => rows.findIndex((row) => row.contains(document.activeElement));

const go = (step) => {
  const from = here();
  const to = from < 0 ? (step > 0 ? 0 : rows.length - 1) : from + step;
  rows[to]?.querySelector("[data-open]").focus();
};

const tick = () => {
  const box = rows[here()]?.querySelector("[data-tick]");
  if (!box) return;
  box.checked = !box.checked;
  count();
};

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  x: tick,
  a: () => tickAll(!ticks.every((one) => one.checked)),
  "?": () => {
    help.open = !help.open;
  },
};
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

const isTyping = (target) =>
  target.closest("select, textarea, [contenteditable], input:not([type=checkbox])");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key in ARROWS && here() >= 0) {
    event.preventDefault();
    go(ARROWS[event.key]);
    return;
  }
  const act = on?.checked && ACTS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

/* Enter at a tick opens the file: it must not press the first button of the form. */
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-tick]")) return;
  event.preventDefault();
  rows[here()].querySelector("[data-open]").click();
});

on?.addEventListener("change", () => keep(!on.checked));
all?.addEventListener("change", () => tickAll(all.checked));
form?.addEventListener("change", count);
window.addEventListener("pageshow", count);
if (on) on.checked = !kept();
count();
