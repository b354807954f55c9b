/* Adds evidence without leaving the page: one file at a time, with its progress. */
const sheet = document.querySelector("[data-fill]");

const tell = (card, state, text) => {
  const place = card.querySelector("[data-save-state]");
  place.dataset.state = state;
  place.textContent = text;
};

const phrase = (name, values = {}) =>
  sheet.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

const token = () => sheet.querySelector("[name=csrfmiddlewaretoken]").value;

const bodyWith = (file) => {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  if (file) body.append("file", file);
  return body;
};

const answered = (request, card) => {
  if (request.status === 200) {
    card.querySelector("[data-files]").innerHTML = request.responseText;
    tell(card, "saved", phrase("kept"));
    return;
  }
  let text = phrase("notSent");
  try {
    text = JSON.parse(request.responseText).error || text;
  } catch {
    // not an answer of ours: the general words stand
  }
  tell(card, "failed", text);
};

const post = (card, address, file) => {
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.setRequestHeader("Accept", "application/json");
  request.upload.onprogress = (event) => {
    if (!file || !event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    tell(card, "saving", phrase("sending", { percent }));
  };
  request.onload = () => answered(request, card);
  request.onerror = () => tell(card, "failed", phrase("notSent"));
  request.send(bodyWith(file));
};

const choose = (card) => {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx,image/*";
  input.addEventListener("change", () => {
    const address = card.querySelector("[data-evidence]").dataset.evidence;
    if (input.files.length) post(card, address, input.files[0]);
  });
  input.click();
};

sheet.addEventListener("click", (event) => {
  const card = event.target.closest(".question");
  const button = event.target.closest("[data-uploads], [data-removes]");
  if (!card || !button) return;
  event.preventDefault();
  if (button.dataset.removes) post(card, button.dataset.removes, null);
  else choose(card);
});
