/* "Carry over" at a question: takes the answer of last time over and shows the card
   anew, without leaving the page. Without this file the button posts the section. */
const say = (card, state, text) => {
  const place = card.querySelector("[data-save-state]");
  place.dataset.state = state;
  place.textContent = text;
};

/* The card as the server shows it now, put into the place of the old content: whoever
   holds the card goes on holding it. */
const renew = async (card) => {
  const page = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const found = fresh.getElementById(card.id);
  card.replaceChildren(...document.adoptNode(found).childNodes);
  for (const other of fresh.querySelectorAll(".question")) {
    const here = document.getElementById(other.id);
    if (!here) continue;
    here.hidden = other.hidden;
    here.disabled = other.disabled;
  }
  const count = fresh.querySelector("[data-answered]");
  if (count) document.querySelector("[data-answered]").textContent = count.textContent;
};

const carry = async (button, card) => {
  const body = new FormData();
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  body.append("csrfmiddlewaretoken", token.value);
  body.append("code", card.dataset.code);
  const reply = await fetch(button.dataset.carries, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    redirect: "error",
  });
  const answer = await reply.json();
  if (!reply.ok) return say(card, "failed", answer.error);
  await renew(card);
  card.dispatchEvent(new Event("renewed", { bubbles: true })); // to fill.js
  say(card, "saved", answer.said);
  const first = card.querySelector(".control input:checked, .control input, .control textarea");
  if (first) first.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-carries]");
  if (!button) return;
  const card = button.closest(".question");
  event.preventDefault();
  if (button.dataset.busy) return;
  button.dataset.busy = "yes";
  carry(button, card)
    .catch(() => say(card, "failed", button.dataset.notCarried))
    .finally(() => delete button.dataset.busy);
});
