/* Judging items in place: what is pressed is sent by itself, and the item comes back as
   it is then. Words to ask back are saved while one types. Every key has its button:
   without this file the same buttons and links lead to pages of their own. */
import { offerPhrases } from "./phrases.js";
import { closeProof, isOpen, openProof, proofOf } from "./viewer.js";

const WAIT = 1200; // ms after the last key
const KEYS_OFF = "dengta-keys-off";
const WORDS = document.getElementById("work").dataset;

const items = () => Array.from(document.querySelectorAll("[data-item]"));
const itemOf = (element) => element && element.closest("[data-item]");
let current = null; // id of the item that the keys act on

/* Talking to the server ---------------------------------------------------- */

const complain = (item, text) => {
  let place = item.querySelector("[data-problem]");
  if (!place) {
    place = document.createElement("p");
    place.className = "field-error";
    place.setAttribute("role", "alert");
    place.dataset.problem = "";
    item.append(place);
  }
  place.textContent = text;
};

const talk = async (address, options = {}) => {
  try {
    const reply = await fetch(address, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      ...options,
    });
    if (reply.type === "opaqueredirect") return { error: WORDS.signedOut };
    if (![200, 409, 422].includes(reply.status)) return { error: WORDS.lost };
    return await reply.json();
  } catch {
    return { error: WORDS.lost };
  }
};

const bodyOf = (form, button) => {
  const body = new FormData(form);
  if (button && button.name) body.append(button.name, button.value);
  return body;
};

/* Putting in what came back ------------------------------------------------ */

const made = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

const putAround = (answer) => {
  for (const [name, id] of [["bar", "review-bar"], ["asks", "to-return"]]) {
    const old = document.getElementById(id);
    if (old && answer[name]) old.replaceWith(made(answer[name]));
  }
};

const putItem = (item, answer) => {
  if (!answer.item) return item;
  const fresh = made(answer.item);
  item.replaceWith(fresh);
  return fresh;
};

const settle = (item, answer) => {
  if (answer.error) {
    complain(item, answer.error);
    return false;
  }
  putAround(answer);
  goTo(putItem(item, answer));
  return true;
};

/* Going through the items -------------------------------------------------- */

const goTo = (item) => {
  if (!item) return;
  current = item.id;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
};

const here = () => document.getElementById(current) || itemOf(document.activeElement);

const step = (by) => {
  const all = items();
  const index = all.indexOf(here());
  const next = all[index + by];
  if (index < 0) goTo(all[0]);
  else if (next) goTo(next);
};

const nextOpen = () => {
  const all = items();
  const index = all.indexOf(here());
  const turned = [...all.slice(index + 1), ...all.slice(0, index + 1)];
  const open = turned.find((item) => item.hasAttribute("data-open"));
  if (open) goTo(open);
  else document.querySelector("[data-following]")?.click();
};

/* Forms in place ----------------------------------------------------------- */

const formHere = () => document.querySelector("[data-item] form[data-here]");

/* While a form is on its way keys do nothing: they are meant for it. */
let waiting = false;

const openForm = async (link) => {
  const { id } = itemOf(link);
  const kind = link.dataset.opens;
  if (!(await closeForm())) return;
  const item = document.getElementById(id);
  if (kind === "ask") {
    showForm(item, askForm(item, link.href));
    return;
  }
  waiting = true;
  const answer = await talk(link.href);
  waiting = false;
  if (answer.error) complain(item, answer.error);
  else showForm(item, made(answer.form));
};

/* The form for words is on the page already: whoever presses its key types at once. */
const askForm = (item, action) => {
  const form = document.getElementById("ask-form").content.firstElementChild.cloneNode(true);
  form.action = action;
  const text = form.querySelector("textarea");
  text.value = item.querySelector(".asked-back .preserve")?.textContent || "";
  text.id = `ask-${item.id}`;
  form.querySelector("label").htmlFor = text.id;
  return form;
};

const showForm = (item, form) => {
  item.querySelector("form[data-here]")?.remove();
  item.append(form);
  current = item.id;
  offerPhrases(form);
  const wrong = form.querySelector(".is-invalid, [aria-invalid=true]");
  const first = form.querySelector(".control input:checked, .control input:not([type=hidden]), .control textarea, textarea");
  (wrong || first)?.focus();
  form.scrollIntoView({ block: "nearest" });
};

const send = async (form, button) => {
  const item = itemOf(form);
  const answer = await talk(form.action, { method: "POST", body: bodyOf(form, button) });
  if (answer.form) showForm(item, made(answer.form));
  else settle(item, answer);
};

/* Asking back: noted while one types --------------------------------------- */

const notes = { timer: null, pending: null, latest: null };

const note = async (form) => {
  clearTimeout(notes.timer);
  const said = form.querySelector("[data-said]");
  said.textContent = WORDS.noting;
  const answer = await talk(form.action, { method: "POST", body: bodyOf(form) });
  if (answer.item === undefined && !answer.bar) {
    said.textContent = answer.error || WORDS.lost;
    return false;
  }
  const clock = new Date().toTimeString().slice(0, 5);
  said.textContent = `${WORDS.noted} ${clock}`;
  putAround(answer);
  notes.latest = answer;
  return true;
};

const soon = (form) => {
  clearTimeout(notes.timer);
  notes.timer = setTimeout(() => flush(form), WAIT);
};

/* One after the other, so that an older text never comes last. */
const flush = async (form) => {
  clearTimeout(notes.timer);
  if (notes.pending) await notes.pending;
  if (!form.dataset.dirty) return true;
  delete form.dataset.dirty;
  notes.pending = note(form);
  const kept = await notes.pending;
  notes.pending = null;
  if (!kept) form.dataset.dirty = "yes";
  return kept;
};

const closeForm = async () => {
  const form = formHere();
  if (!form) return true;
  if (form.dataset.here === "ask") {
    if (!(await flush(form))) return false;
  } else if (form.dataset.dirty && !window.confirm(WORDS.discard)) return false;
  const item = itemOf(form);
  form.remove();
  const fresh = notes.latest ? putItem(item, notes.latest) : item;
  notes.latest = null;
  goTo(fresh);
  return true;
};

/* Events ------------------------------------------------------------------- */

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  const closes = event.target.closest("form[data-here] [data-closes]");
  const following = event.target.closest("[data-following]");
  if (event.target.closest("[data-shows-keys]")) showKeys();
  if (opens) {
    event.preventDefault();
    openForm(opens);
  } else if (closes && itemOf(closes)) {
    event.preventDefault();
    closeForm();
  } else if (following) {
    const item = document.getElementById(following.dataset.following);
    if (item) event.preventDefault();
    goTo(item);
  }
});

document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (target.id === "judge") {
    event.preventDefault();
    const item = itemOf(submitter);
    const body = bodyOf(target, submitter);
    settle(item, await talk(submitter.formAction, { method: "POST", body }));
  } else if (target.matches("form[data-here]") && itemOf(target)) {
    event.preventDefault();
    if (target.dataset.here === "ask") {
      target.dataset.dirty = "yes";
      await closeForm();
    } else send(target, submitter);
  } else if (formHere() && target.method === "post") {
    // A move: first what is still being typed.
    event.preventDefault();
    if (await closeForm()) setTimeout(() => target.requestSubmit(submitter));
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-here]");
  if (!form || !itemOf(form)) return;
  form.dataset.dirty = "yes";
  if (form.dataset.here === "ask") soon(form);
});

document.addEventListener("focusin", (event) => {
  const item = itemOf(event.target);
  if (item) current = item.id;
});

window.addEventListener("beforeunload", (event) => {
  if (formHere()?.dataset.dirty) event.preventDefault();
});

/* Keys --------------------------------------------------------------------- */

const dialog = document.getElementById("keys");
const switchOff = dialog?.querySelector("[data-keys-on]");

const stored = () => {
  try {
    return localStorage.getItem(KEYS_OFF);
  } catch {
    return null;
  }
};

let keysOn = !stored();
if (switchOff) {
  switchOff.checked = keysOn;
  switchOff.addEventListener("change", () => {
    keysOn = switchOff.checked;
    try {
      if (keysOn) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
    } catch {
      // a closed store forgets it with the page
    }
  });
}

const showKeys = () => dialog?.showModal();

const press = (selector) => here()?.querySelector(selector)?.click();

const conclude = () => {
  const heading = document.getElementById("act");
  const panel = heading?.closest(".act");
  if (!panel) return;
  panel.scrollIntoView({ block: "start" });
  panel.querySelector("textarea, select, input:not([type=hidden])")?.focus();
};

const proof = () => {
  const item = here();
  const link = item && proofOf(item);
  if (link && !openProof(link)) link.click();
};

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  l: nextOpen,
  a: () => press("button[form=judge]"),
  c: () => press("[data-opens=correct]"),
  r: () => press("[data-opens=ask]"),
  o: proof,
  d: conclude,
  n: () => document.querySelector("[data-next-file]")?.click(),
  "?": showKeys,
};

const isTyping = (element) =>
  element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.isComposing || dialog?.open) return;
  if (waiting) {
    event.preventDefault();
    return;
  }
  if (key === "Escape") {
    if (formHere()) closeForm();
    else if (isOpen()) closeProof();
    else if (isTyping(target)) target.blur();
    return;
  }
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = target.closest("form");
    if (form) form.requestSubmit(form.querySelector("[type=submit]"));
    return;
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || isTyping(target) || !(keysOn || key === "?") || !ACTS[key]) return;
  event.preventDefault();
  ACTS[key]();
});
