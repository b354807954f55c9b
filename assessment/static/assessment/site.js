/* What every page needs: menus, focus on problems, progress that is read out. */
document.documentElement.classList.add("js");

const toggle = (button) => {
  const target = document.getElementById(button.dataset.toggles);
  const open = target.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
};

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toggles]");
  if (button) toggle(button);
  closeMenus(event.target.closest("[data-menu]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* A button that must not be pressed twice. A page from the back-forward cache is
   fresh again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

/* Offices share computers: whoever signs out leaves nothing typed behind (queue.js), and
   is asked first where something is not saved yet. */
const keptBy = (person) => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`dengta:${person}:`));
  } catch {
    return [];
  }
};

document.addEventListener("submit", (event) => {
  const person = event.target.dataset.signsOut;
  if (!person) return;
  const kept = keptBy(person);
  const asked = event.target.dataset.unsaved.replace("{count}", kept.length);
  if (kept.length && !window.confirm(asked)) event.preventDefault();
  else for (const key of kept) localStorage.removeItem(key);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});

/* Copies a text that stands in a field, and says so beside it. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  // Without TLS browsers offer no clipboard; the text is marked for Ctrl+C then.
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  const said = button.parentElement.querySelector("[data-copied]");
  if (said) said.textContent = button.dataset.done;
});

/* A progress bar says nothing by itself: its text goes into a live region, at most
   every five seconds, and at once when the work has ended. */
let lastSaid = 0;

const sayProgress = () => {
  const words = document.querySelector("[data-progress-words]");
  const live = document.getElementById("progress-said");
  if (!words || !live) return;
  const ended = words.dataset.progressWords === "ended";
  if (!ended && Date.now() - lastSaid < 5000) return;
  lastSaid = Date.now();
  live.textContent = words.textContent.trim();
};

document.addEventListener("htmx:afterSettle", sayProgress);

document.addEventListener("DOMContentLoaded", () => {
  const problems = document.querySelector(".error-summary");
  if (problems) problems.focus();
  sayProgress();
});

/* A page that nobody looks at does not ask how far the work is. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
