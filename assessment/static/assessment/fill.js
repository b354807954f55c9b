/* Saves each answer by itself: 1.5 s after the last key, and at once on a choice or
   when the field is left. Nothing typed is taken away when saving fails; it is tried
   again until it succeeds. Without this file the form saves the section as a whole. */
const WAIT = 1500; // ms after the last key
const RETRY = [3000, 6000, 12000, 30000]; // ms; the last one repeats

const form = document.querySelector("[data-fill]");
const bar = form.querySelector("[data-bar]");
const cards = new Map(); // code → what is known of its saving

const words = (name, values = {}) =>
  form.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

const stateOf = (card) => {
  const code = card.dataset.code;
  if (!cards.has(code)) {
    cards.set(code, { card, dirty: false, sending: null, timer: null, tries: 0, refused: false });
  }
  return cards.get(code);
};

const say = (card, state, text) => {
  const place = card.querySelector("[data-save-state]");
  place.dataset.state = state;
  place.textContent = text;
};

const waiting = () => Array.from(cards.values()).filter((one) => one.dirty || one.sending);

const showBar = (text) => {
  const failed = waiting().filter((one) => one.tries > 0).length;
  bar.dataset.state = failed ? "failed" : "saved";
  bar.textContent = failed ? words("failed", { count: failed }) : text;
};

const bodyOf = (card) => {
  const code = card.dataset.code;
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    const own = name === code || name.startsWith(`${code}.`);
    if (own || name === "csrfmiddlewaretoken") body.append(name, value);
  }
  return body;
};

const showError = (card, text) => {
  const place = card.querySelector("[data-error]");
  place.textContent = text || "";
  place.hidden = !text;
  card.classList.toggle("is-wrong", Boolean(text));
  const first = card.querySelector(".control input, .control textarea");
  if (!first) return;
  first.toggleAttribute("aria-invalid", Boolean(text));
  if (text) {
    first.setAttribute("aria-invalid", "true");
    first.setAttribute("aria-describedby", place.id);
  }
};

/* Which questions apply changed: show and hide, and keep what was typed. Gives how
   many appeared. */
const showVisible = (codes) => {
  let appeared = 0;
  for (const card of form.querySelectorAll(".question")) {
    const shown = codes.includes(card.dataset.code);
    if (shown && card.hidden) appeared += 1;
    card.hidden = !shown;
    card.disabled = !shown;
  }
  return appeared;
};

const showProgress = (answer) => {
  const place = form.querySelector("[data-answered]");
  if (place && answer.answered !== undefined) place.textContent = answer.answered;
};

const accepted = (one, answer) => {
  one.tries = 0;
  if (answer.version !== undefined) {
    one.card.querySelector("[data-version]").value = answer.version;
  }
  one.refused = Boolean(answer.error);
  showError(one.card, answer.error);
  say(one.card, answer.error ? "failed" : "saved", answer.error ? words("unsaved") : answer.said);
  showProgress(answer);
  const count = answer.visible ? showVisible(answer.visible) : 0;
  const more = count ? words("appeared", { count }) : "";
  showBar(answer.error ? words("unsaved") : `${answer.said} ${more}`.trim());
};

/* Not saved, and trying again by itself would not help: the person decides. */
const refused = (one, text, version) => {
  if (version !== undefined) one.card.querySelector("[data-version]").value = version;
  one.refused = true;
  say(one.card, "failed", text);
  showBar(words("unsaved"));
};

const failed = (one) => {
  one.tries += 1;
  one.dirty = true;
  say(one.card, "failed", words("retrying"));
  showBar("");
  schedule(one, RETRY[Math.min(one.tries, RETRY.length) - 1]);
};

const send = async (one) => {
  const reply = await fetch(one.card.dataset.save, {
    method: "POST",
    body: bodyOf(one.card),
    headers: { Accept: "application/json" },
    redirect: "manual",
    keepalive: true,
  });
  if (reply.type === "opaqueredirect") return refused(one, words("signedOut"));
  if (reply.status >= 500 || reply.status === 429) return failed(one);
  const answer = await reply.json();
  if (reply.ok) return accepted(one, answer);
  return refused(one, answer.error, answer.version);
};

const save = (one) => {
  clearTimeout(one.timer);
  if (!one.dirty) return one.sending;
  if (one.sending) return one.sending.then(() => save(one));
  one.dirty = one.refused = false;
  say(one.card, "saving", words("saving"));
  one.sending = send(one)
    .catch(() => failed(one))
    .finally(() => {
      one.sending = null;
    });
  return one.sending;
};

const schedule = (one, wait) => {
  clearTimeout(one.timer);
  one.timer = setTimeout(save, wait, one);
};

/* "Does not apply" waits for its reason; asking for it at once would be rude. */
const lacksReason = (card, target) => {
  const reason = card.querySelector(".inapplicable textarea");
  const ticked = card.querySelector(".inapplicable input:checked");
  if (!ticked || reason.value.trim()) return false;
  if (target === ticked) reason.focus();
  return true;
};

const touched = (event, wait) => {
  const card = event.target.closest(".question");
  if (!card || event.isComposing) return;
  const one = stateOf(card);
  one.dirty = true;
  if (lacksReason(card, event.target)) clearTimeout(one.timer);
  else schedule(one, wait);
};

/* A Chinese keyboard composes: only what it hands over counts. */
form.addEventListener("compositionend", (event) => touched({ target: event.target }, WAIT));
form.addEventListener("input", (event) => {
  const chosen = ["radio", "checkbox"].includes(event.target.type);
  if (!chosen) touched(event, WAIT);
});
form.addEventListener("change", (event) => touched(event, 0));

const saveAll = () =>
  cards.forEach((one) => {
    if (!lacksReason(one.card)) save(one);
  });

window.addEventListener("online", saveAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll();
});

window.addEventListener("beforeunload", (event) => {
  const lost = Array.from(cards.values()).some((one) => one.tries > 0 || one.refused);
  if (lost && !form.dataset.leaving) event.preventDefault();
});

/* The section's own buttons post the whole form; what is on its way arrives first, or
   the server would take the older version for a colleague's. */
form.addEventListener("submit", async (event) => {
  cards.forEach((one) => clearTimeout(one.timer));
  form.dataset.leaving = "yes";
  const sending = Array.from(cards.values(), (one) => one.sending).filter(Boolean);
  if (event.defaultPrevented || !sending.length) return;
  event.preventDefault();
  await Promise.all(sending);
  form.requestSubmit(event.submitter);
});
