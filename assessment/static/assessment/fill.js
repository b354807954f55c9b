/* Saves each answer by itself: 1.5 s after the last key, and at once on a choice or
   when the field is left. What is typed stands in this browser (queue.js) until the
   server has confirmed it: a lost network, a reload or a closed tab takes nothing away.
   Without this file the form saves the section as a whole. */
import * as choosing from "./choosing.js";
import { fieldsOf, isField, putFields, wordsOf } from "./fields.js";
import { Queue, deliver, nextPen } from "./queue.js";

const WAIT = 1500; // ms after the last key
const RETRY = [3000, 6000, 12000, 30000]; // ms; the last one repeats

const form = document.querySelector("[data-fill]");
const bar = form.querySelector("[data-bar]");
const signIn = document.querySelector("[data-sign-in]");
const queue = new Queue(form.dataset.queue);
const cards = new Map(); // code → what is known of its saving

const words = (name, values = {}) =>
  form.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* `item` is what is to be saved; `stuck` why trying again by itself would not help. */
const stateOf = (card) => {
  const { code } = card.dataset;
  if (!cards.has(code)) {
    cards.set(code, { card, code, item: null, sending: null, timer: null, tries: 0, stuck: "" });
  }
  return cards.get(code);
};

const say = (card, state, text) => {
  const place = card.querySelector("[data-save-state]");
  place.dataset.state = state;
  place.textContent = text;
};

const versionOf = (card) => card.querySelector("[data-version]");

/* The bar ----------------------------------------------------------------- */

const elsewhere = () =>
  queue.codes().filter((code) => !document.getElementById(`q-${code}`)).length;

const showBar = (text = "") => {
  const open = Array.from(cards.values()).filter((one) => one.item);
  const stuck = open.filter((one) => one.stuck).length;
  const away = elsewhere();
  const waiting = open.filter((one) => one.tries && !one.stuck).length;
  const offline = !navigator.onLine;
  bar.dataset.state = waiting || stuck || away || offline ? "failed" : "saved";
  if (offline) bar.textContent = words(waiting ? "offlineWaiting" : "offline", { count: waiting });
  else if (waiting) bar.textContent = words("failed", { count: waiting });
  else if (stuck) bar.textContent = words("unsaved");
  else if (away) bar.textContent = words("elsewhere", { count: away });
  else if (text) bar.textContent = text;
};

const showSignIn = () => {
  const out = Array.from(cards.values()).some((one) => one.stuck === "signedOut");
  if (signIn) signIn.hidden = !out;
};

/* What the server says ---------------------------------------------------- */

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

const saved = (one, answer) => {
  versionOf(one.card).value = answer.version;
  if (one.item) one.item.seen = answer.version; // typed while this was on its way
  showError(one.card, "");
  choosing.close(one.card);
  say(one.card, "saved", answer.said);
  const place = form.querySelector("[data-answered]");
  if (place) place.textContent = answer.answered;
  const appeared = showVisible(answer.visible);
  const more = appeared ? words("appeared", { count: appeared }) : "";
  showBar(`${answer.said} ${more}`.trim());
};

const failed = (one) => {
  one.tries += 1;
  say(one.card, "failed", words("retrying"));
  schedule(one, RETRY[Math.min(one.tries, RETRY.length) - 1]);
};

const choose = (one, conflict, version) => (choice) => {
  versionOf(one.card).value = version;
  choosing.close(one.card);
  if (choice === "theirs") {
    putFields(one.card, conflict.fields);
    one.item = null;
    one.stuck = "";
    queue.drop(one.code);
    showError(one.card, "");
    say(one.card, "saved", words("theirs"));
    showBar(words("theirs"));
  } else {
    note(one);
    save(one);
  }
  const first = one.card.querySelector(".control input, .control textarea");
  if (first) first.focus();
};

const conflicting = (one, answer) => {
  const { conflict } = answer;
  say(one.card, "failed", words("conflict"));
  choosing.show(one.card, conflict, choose(one, conflict, conflict.version));
};

/* Why it is not saved, where the person has to do something. */
const STUCK = {
  refused: (one, answer) => {
    showError(one.card, answer.error);
    say(one.card, "failed", words("unsaved"));
  },
  conflict: conflicting,
  closed: (one, answer) => say(one.card, "failed", `${answer.error} ${words("copy")}`),
  signedOut: (one) => say(one.card, "failed", words("signedOut")),
  stranger: (one) => say(one.card, "failed", words("stranger")),
  gone: (one) => say(one.card, "failed", words("gone")),
  tooLong: (one) => say(one.card, "failed", words("tooLong")),
  stale: (one) => say(one.card, "failed", words("stale")),
};

const settle = (one, item, { kind, answer }) => {
  const newest = one.item === item;
  if (kind !== "failed") one.tries = 0;
  if (newest && kind === "saved") one.item = null;
  one.stuck = newest && kind in STUCK ? kind : "";
  if (kind === "saved") saved(one, answer);
  else if (kind === "failed") failed(one);
  else STUCK[kind](one, answer);
  if (kind !== "saved") showBar();
  showSignIn();
};

/* Sending ----------------------------------------------------------------- */

const save = (one) => {
  clearTimeout(one.timer);
  if (one.sending) return one.sending.then(() => save(one));
  if (!one.item) return null;
  const { item } = one;
  say(one.card, "saving", words("saving"));
  one.sending = deliver(queue, one.code, item).then((outcome) => {
    one.sending = null;
    settle(one, item, outcome);
  });
  return one.sending;
};

const schedule = (one, wait) => {
  clearTimeout(one.timer);
  one.timer = setTimeout(save, wait, one);
};

/* Note what stands in the controls now as the answer that is to be saved. */
const note = (one) => {
  const { card, code } = one;
  one.stuck = "";
  one.item = {
    fields: fieldsOf(form, code),
    seen: versionOf(card).value,
    pen: nextPen(),
    address: card.dataset.save,
    page: `${window.location.pathname}#q-${code}`,
    title: card.querySelector(`[id="t-${code}"]`).textContent.trim(),
    words: wordsOf(card),
  };
  queue.put(code, one.item);
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
  if (!card || event.isComposing || event.detail === "put") return;
  if (!isField(event.target.name || "", card.dataset.code)) return;
  const one = stateOf(card);
  note(one);
  if (!navigator.onLine) showBar();
  if (lacksReason(card, event.target)) clearTimeout(one.timer);
  else schedule(one, wait);
};

/* A Chinese keyboard composes: only what it hands over counts, and nothing is sent in
   between. */
form.addEventListener("compositionstart", (event) => {
  const card = event.target.closest(".question");
  if (card) clearTimeout(stateOf(card).timer);
});
form.addEventListener("compositionend", (event) => touched({ target: event.target }, WAIT));
form.addEventListener("input", (event) => {
  const chosen = ["radio", "checkbox"].includes(event.target.type);
  if (!chosen) touched(event, WAIT);
});
form.addEventListener("change", (event) => touched(event, 0));

/* Another answer has been taken over in the place of what was typed (carrying.js). */
form.addEventListener("renewed", (event) => {
  const one = stateOf(event.target);
  clearTimeout(one.timer);
  Object.assign(one, { item: null, tries: 0, stuck: "" });
  queue.drop(one.code);
  showBar();
});

/* All that waits; what only a person can put right is left alone. */
const saveAll = () =>
  Promise.all(
    Array.from(cards.values())
      .filter((one) => one.sending || (one.item && !one.stuck && !lacksReason(one.card)))
      .map(save),
  );

/* One by one: a browser full of answers should not arrive all at once. */
const sendElsewhere = async () => {
  for (const code of queue.codes()) {
    if (document.getElementById(`q-${code}`)) continue;
    const { kind } = await deliver(queue, code, queue.get(code));
    if (kind === "failed") return;
  }
  showBar();
};

/* Answers of an earlier visit: back into their controls, and off to the server. */
const restore = async () => {
  for (const code of queue.codes()) {
    const card = document.getElementById(`q-${code}`);
    if (!card) continue;
    const one = stateOf(card);
    one.item = queue.get(code);
    choosing.close(card);
    putFields(card, one.item.fields);
    if (!lacksReason(card)) await save(one);
  }
  await sendElsewhere();
};

window.addEventListener("online", () => {
  showBar(words("online"));
  saveAll().then(sendElsewhere);
});
window.addEventListener("offline", () => showBar());

/* Whoever has signed in again in another window comes back to this one. */
const resume = () => {
  for (const one of cards.values()) if (one.stuck === "signedOut") one.stuck = "";
  showSignIn();
  saveAll();
};
window.addEventListener("focus", resume);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll();
});

window.addEventListener("beforeunload", (event) => {
  const open = Array.from(cards.values()).some((one) => one.item && (one.tries || one.stuck));
  if (open && !form.dataset.leaving) event.preventDefault();
});
window.addEventListener("pageshow", () => delete form.dataset.leaving);

/* The section's own buttons post the whole form. What waits is saved before, so that
   the form finds nothing new; without a network the page stays. */
const mayLeave = () => {
  const open = Array.from(cards.values()).filter((one) => one.item);
  const chosen = open.find((one) => one.stuck === "conflict");
  if (chosen) choosing.focus(chosen.card);
  return !chosen && open.every((one) => !one.stuck || one.stuck === "refused") &&
    open.every((one) => !one.tries);
};

form.addEventListener("submit", async (event) => {
  if (form.dataset.leaving || event.defaultPrevented) return;
  event.preventDefault();
  await saveAll();
  showBar();
  if (!mayLeave()) return;
  form.dataset.leaving = "yes";
  // Not before this event is over: a form that is being submitted ignores it.
  setTimeout(() => form.requestSubmit(event.submitter));
});

restore();
showBar();
