/* Phrases to choose from above a box of words: choosing puts one at the cursor, where it
   can be changed. They come with the page (#phrases); without this file one types. */
const store = document.getElementById("phrases");
const phrases = store ? JSON.parse(store.textContent) : {};

const put = (box, text) => {
  const before = box.value.slice(0, box.selectionStart).trimEnd();
  const after = box.value.slice(box.selectionEnd).trimStart();
  box.value = [before, text, after].filter(Boolean).join("\n");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

const offer = (box) => {
  const known = phrases[box.dataset.phrases] || [];
  if (!known.length || box.dataset.offered) return;
  box.dataset.offered = "yes";
  const list = document.createElement("select");
  list.className = "form-select form-select-sm phrases";
  list.setAttribute("aria-label", phrases.title);
  list.append(new Option(phrases.title, ""));
  for (const text of known) list.append(new Option(text, text));
  list.addEventListener("change", () => {
    if (list.value) put(box, list.value);
    list.value = "";
  });
  box.before(list);
};

export const offerPhrases = (root) => {
  for (const box of root.querySelectorAll("textarea[data-phrases]")) offer(box);
};

offerPhrases(document);
