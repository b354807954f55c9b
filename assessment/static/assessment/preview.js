/* The preview of an edition: after each change the page asks how it would be scored,
   and which questions now apply. Nothing but the author's session keeps the answers. */
const WAIT = 400; // ms after the last key

const form = document.querySelector("[data-preview]");
const panel = document.querySelector("[data-panel]");
const bar = form.querySelector("[data-bar]");
const score = form.querySelector("[data-score]");
let timer = null;
let asked = 0;

const showCards = ({ visible, errors }) => {
  for (const card of form.querySelectorAll(".question")) {
    const { code } = card.dataset;
    card.hidden = !visible.includes(code);
    card.disabled = card.hidden;
    const place = card.querySelector("[data-error]");
    place.textContent = errors[code] || "";
    place.hidden = !errors[code];
    card.classList.toggle("is-wrong", Boolean(errors[code]));
  }
};

const showScore = (html) => {
  const open = panel.querySelector("details")?.open;
  panel.innerHTML = html;
  const details = panel.querySelector("details");
  if (details && open !== undefined) details.open = open;
  score.textContent = panel.querySelector(".figure").textContent;
};

const send = async () => {
  const mine = (asked += 1);
  try {
    const reply = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const answer = await reply.json();
    if (mine !== asked) return; // a later change has asked already
    showCards(answer);
    showScore(answer.panel);
    bar.dataset.state = "saved";
  } catch {
    bar.dataset.state = "failed";
    bar.title = form.dataset.failed;
  }
};

const later = (wait) => {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
};

form.addEventListener("input", (event) => {
  if (!event.isComposing) later(WAIT);
});
form.addEventListener("change", () => later(0));
