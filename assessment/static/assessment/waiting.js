/* Answers of this response that only this browser knows: said where the response is
   read, sent where it can still be filled. */
import { Queue, deliver } from "./queue.js";

const place = document.querySelector("[data-waiting]");
const queue = new Queue(place.dataset.queue);
const list = place.querySelector("[data-waiting-list]");
const said = place.querySelector("[data-waiting-words]");

const words = (name, count) => place.dataset[name].replace("{count}", count);

const line = (code) => {
  const item = queue.get(code);
  const link = document.createElement("a");
  link.href = item.page;
  link.textContent = item.title;
  const row = document.createElement("li");
  const typed = document.createElement("p");
  typed.textContent = item.words;
  row.append(link, typed);
  return row;
};

const show = (sent = 0) => {
  const codes = queue.codes();
  list.replaceChildren(...codes.map(line));
  for (const part of place.querySelectorAll("[data-while-waiting]")) part.hidden = !codes.length;
  said.textContent = codes.length ? words("unsaved", codes.length) : sent && words("nowSaved", sent);
  place.querySelector("[data-when-sent]").hidden = !sent;
  place.hidden = !codes.length && !sent;
};

const send = async () => {
  let sent = 0;
  for (const code of queue.codes()) {
    const { kind } = await deliver(queue, code, queue.get(code));
    if (kind === "saved") sent += 1;
    if (["failed", "signedOut", "stranger", "stale"].includes(kind)) break;
  }
  show(sent);
};

const begin = () => (place.hasAttribute("data-sends") ? send() : show());

place.querySelector("[data-waiting-send]")?.addEventListener("click", send);
place.querySelector("[data-waiting-drop]").addEventListener("click", () => {
  if (!window.confirm(place.dataset.sure)) return;
  for (const code of queue.codes()) queue.drop(code);
  show();
});
window.addEventListener("online", begin);
begin();
