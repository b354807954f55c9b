/* Adds evidence without leaving the page: chosen, dropped or photographed, several files
   one after the other, each in pieces. A cut line costs one piece: the file goes on where
   it stopped, by itself or by a button, even after the page was loaded anew. */
const RETRY = [2000, 5000, 10000, 30000]; // ms; the last one repeats
const SLOW = 60000; // ms for one piece; then the line counts as cut
const MB = 2 ** 20;

const sheet = document.querySelector("[data-fill]");
const source = document.getElementById("sending");
const sent = []; // files on their way, the oldest first

const phrase = (name, values = {}) =>
  source.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

const token = () => sheet.querySelector("[name=csrfmiddlewaretoken]").value;

const tell = (card, state, text) => {
  const place = card.querySelector("[data-save-state]");
  place.dataset.state = state;
  place.textContent = text;
};

/* Asking the server ------------------------------------------------------- */

/* Why a file stops: "cut" is tried again by itself, anything else by the person. */
class Stop extends Error {
  constructor(kind, answer = {}) {
    super(answer.error || "");
    this.kind = kind;
    this.files = answer.files;
  }
}

const parsed = (request) => {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
};

const outcome = (request, address) => {
  const answer = parsed(request);
  if (new URL(request.responseURL).pathname !== address) throw new Stop("signedOut");
  if (request.status === 200) return answer;
  if (request.status >= 500 || request.status === 429) throw new Stop("cut");
  if (request.status === 404) throw new Stop("gone");
  if (answer.error) throw new Stop("refused", answer);
  if (request.status === 409) return answer; // it says where to go on
  throw new Stop("failed");
};

const bodyOf = (fields) => {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
};

/* `one` may be told to break off; `onProgress` learns how many bytes have gone. */
const ask = (address, { fields = null, one = null, onProgress = null } = {}) =>
  new Promise((done, stopped) => {
    const request = new XMLHttpRequest();
    const cut = () => stopped(new Stop("cut"));
    request.open(fields ? "POST" : "GET", address);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = SLOW;
    request.onload = () => {
      try {
        done(outcome(request, address));
      } catch (stop) {
        stopped(stop);
      }
    };
    request.onerror = cut;
    request.ontimeout = cut;
    request.onabort = () => stopped(new Stop("cancelled"));
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.loaded);
    if (one) one.request = request;
    request.send(fields && bodyOf(fields));
  });

/* Where a file is on its way, kept over a reload of the page. */
const keyOf = ({ address, file }) =>
  `upload:${address}:${file.name}:${file.size}:${file.lastModified}`;

const begun = async (one) => {
  const known = sessionStorage.getItem(keyOf(one));
  if (known) {
    try {
      return await ask(known, { one });
    } catch (stop) {
      if (stop.kind !== "gone") throw stop;
    }
  }
  const { name, size } = one.file;
  const standing = await ask(`${one.address}uploads/`, { fields: { name, size }, one });
  sessionStorage.setItem(keyOf(one), standing.pieces);
  return standing;
};

const sendPiece = (one) => {
  const { pieces, piece, received } = one.standing;
  const fields = { offset: received, piece: one.file.slice(received, received + piece) };
  const onProgress = (loaded) => showProgress(one, received + loaded);
  return ask(pieces, { fields, one, onProgress });
};

const sendAll = async (one) => {
  one.standing ??= await begun(one);
  while (one.standing.received < one.file.size) {
    showProgress(one, one.standing.received);
    one.standing = await sendPiece(one);
    one.tries = 0;
  }
  one.row.querySelector("[data-how-far]").textContent = phrase("checking");
  const answer = await ask(one.standing.finish, { fields: {}, one });
  if (answer.files !== undefined) return answer;
  one.standing = answer; // a piece is missing after all
  return sendAll(one);
};

/* One file after the other ------------------------------------------------ */

const showProgress = (one, gone) => {
  const { size } = one.file;
  const percent = size ? Math.min(100, Math.floor((gone / size) * 100)) : 0;
  one.row.querySelector("progress").value = percent;
  one.row.querySelector("[data-how-far]").textContent = phrase("percent", {
    percent,
    done: (Math.min(gone, size) / MB).toFixed(1),
    size: (size / MB).toFixed(1),
  });
};

const showNote = (one, text) => {
  const note = one.row.querySelector("[data-note]");
  note.textContent = text;
  note.hidden = !text;
};

const showAct = (one, name, shown) => {
  one.row.querySelector(name).hidden = !shown;
};

const goOn = async () => {
  if (sent.some((one) => one.state === "sending")) return;
  const one = sent.find((other) => other.state === "queued");
  if (!one) return;
  one.state = "sending";
  showNote(one, "");
  showAct(one, "[data-again]", false);
  try {
    arrived(one, await sendAll(one));
  } catch (stop) {
    stopped(one, stop);
  }
  goOn();
};

const away = (one) => {
  clearTimeout(one.timer);
  sessionStorage.removeItem(keyOf(one));
  sent.splice(sent.indexOf(one), 1);
  const list = one.row.parentElement;
  one.row.remove();
  list.hidden = !list.children.length;
};

const arrived = (one, answer) => {
  showFiles(one.card, answer);
  away(one);
};

const showFiles = (card, answer) => {
  card.querySelector("[data-files]").innerHTML = answer.files;
  tell(card, "saved", answer.said);
  if (!answer.answers) return;
  // The files are the answer: what saves answers looks at this one anew.
  const version = card.querySelector("[data-version]");
  version.value = answer.version;
  version.dispatchEvent(new Event("change", { bubbles: true }));
};

const queueAgain = (one) => {
  clearTimeout(one.timer);
  one.state = "queued";
  goOn();
};

const stopped = (one, stop) => {
  if (stop.kind === "cancelled") return;
  one.state = stop.kind;
  if (stop.kind === "cut") {
    one.timer = setTimeout(queueAgain, RETRY[Math.min(one.tries, RETRY.length - 1)], one);
    one.tries += 1;
    showNote(one, phrase("waiting"));
    showAct(one, "[data-again]", true);
    return;
  }
  if (stop.kind === "gone") {
    // Cleared meanwhile: from the beginning, if the person wishes so.
    one.standing = null;
    sessionStorage.removeItem(keyOf(one));
  }
  const refused = stop.kind === "refused";
  if (stop.files !== undefined) one.card.querySelector("[data-files]").innerHTML = stop.files;
  showNote(one, refused ? stop.message : phrase(stop.kind === "signedOut" ? "signedOut" : "failed"));
  showAct(one, "[data-again]", !refused);
  showAct(one, "[data-cancels]", !refused);
  showAct(one, "[data-closes]", refused);
  showAct(one, "progress", !refused);
  if (refused) one.row.querySelector("[data-how-far]").textContent = "";
  tell(one.card, "failed", phrase("notTaken"));
};

const cancel = (one) => {
  const { card, standing, file, state } = one;
  one.state = "cancelled";
  one.request?.abort();
  away(one);
  if (standing && state !== "refused") ask(standing.drop, { fields: {} }).catch(() => {});
  tell(card, "", state === "refused" ? "" : phrase("dropped", { name: file.name }));
  card.querySelector("[data-uploads]").focus();
  goOn();
};

const add = (card, files) => {
  const list = card.querySelector("[data-sending]");
  const address = card.querySelector("[data-evidence]").dataset.evidence;
  for (const file of files) {
    const row = source.content.querySelector(".sent").cloneNode(true);
    const one = { file, card, row, address, state: "queued", tries: 0 };
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    for (const of of row.querySelectorAll("[data-of]")) of.textContent = `: ${file.name}`;
    row.querySelector("[data-again]").addEventListener("click", () => queueAgain(one));
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(one));
    list.append(row);
    list.hidden = false;
    sent.push(one);
    showProgress(one, 0);
  }
  if (files.length) tell(card, "saving", phrase("begun", { name: files[0].name }));
  goOn();
};

/* Choosing, photographing, dropping, taking off --------------------------- */

const choose = (card, wanted) => {
  const input = Object.assign(document.createElement("input"), { type: "file" }, wanted);
  if (wanted.photo) input.setAttribute("capture", "environment");
  input.addEventListener("change", () => add(card, Array.from(input.files)));
  input.click();
};

const remove = async (card, button) => {
  try {
    showFiles(card, await ask(button.dataset.removes, { fields: {} }));
    card.querySelector("[data-uploads]").focus();
  } catch (stop) {
    const known = { signedOut: "signedOut", cut: "waiting" }[stop.kind];
    tell(card, "failed", stop.message || phrase(known || "failed"));
  }
};

sheet.addEventListener("click", (event) => {
  const card = event.target.closest(".question");
  const button = event.target.closest("[data-uploads], [data-photo], [data-removes]");
  if (!card || !button) return;
  event.preventDefault();
  if (button.dataset.removes) remove(card, button);
  else if (button.hasAttribute("data-photo")) choose(card, { accept: "image/*", photo: true });
  else choose(card, { accept: source.dataset.accept, multiple: true });
});

const dropped = (event) => {
  if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return null;
  // A file dropped beside a card must not take the place of the page.
  event.preventDefault();
  const card = event.target.closest ? event.target.closest(".question") : null;
  return card && card.querySelector("[data-uploads]") ? card : null;
};

const mark = (card) => {
  for (const other of sheet.querySelectorAll(".is-dropping")) {
    if (other !== card) other.classList.remove("is-dropping");
  }
  if (card) card.classList.add("is-dropping");
};

document.addEventListener("dragover", (event) => mark(dropped(event)));
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});
document.addEventListener("drop", (event) => {
  const card = dropped(event);
  mark(null);
  if (card) add(card, Array.from(event.dataTransfer.files));
});

window.addEventListener("online", () => {
  for (const one of sent) if (one.state === "cut") queueAgain(one);
});

window.addEventListener("beforeunload", (event) => {
  if (sent.some((one) => ["queued", "sending", "cut"].includes(one.state))) event.preventDefault();
});

for (const acts of sheet.querySelectorAll(".evidence-acts")) {
  const title = acts.closest(".question").querySelector("legend [id]").textContent;
  for (const part of source.content.querySelectorAll("[data-photo], .drop-hint")) {
    const copy = part.cloneNode(true);
    for (const of of copy.querySelectorAll("[data-of]")) of.textContent = `: ${title}`;
    acts.append(copy);
  }
}
