/* Shows a proof beside the claims, without leaving the page: a picture as one, a PDF in
   a frame where the browser has a viewer of its own. Otherwise the link leads to it. */
const panel = document.getElementById("viewer");
const find = (name) => panel.querySelector(`[data-viewer-${name}]`);
let opener = null;

const picture = (link) => {
  const image = document.createElement("img");
  image.alt = link.textContent.trim();
  image.src = link.href;
  return image;
};

const frame = (link) => {
  const inner = document.createElement("iframe");
  inner.title = link.textContent.trim();
  inner.src = `${link.href}#navpanes=0&view=FitH`; // for viewers that know these
  return inner;
};

const MAKE = { picture, pdf: frame };

const shows = (kind) => kind === "picture" || navigator.pdfViewerEnabled !== false;

const mark = (link) => {
  for (const other of document.querySelectorAll("[data-view][aria-current]")) {
    other.removeAttribute("aria-current");
  }
  if (link) link.setAttribute("aria-current", "true");
};

export const isOpen = () => Boolean(panel) && !panel.hidden;

export const openProof = (link) => {
  const kind = link.dataset.view;
  if (!panel || !shows(kind)) return false;
  opener = link;
  const shown = MAKE[kind](link);
  find("said").textContent = panel.dataset.loading;
  shown.addEventListener("load", () => (find("said").textContent = ""));
  shown.addEventListener("error", () => (find("said").textContent = panel.dataset.failed));
  find("name").textContent = link.textContent.trim();
  find("file").href = link.dataset.file;
  find("stage").replaceChildren(shown);
  panel.hidden = false;
  document.getElementById("work").classList.add("has-viewer");
  mark(link);
  return true;
};

export const closeProof = () => {
  if (!isOpen()) return;
  panel.hidden = true;
  find("stage").replaceChildren();
  document.getElementById("work").classList.remove("has-viewer");
  mark(null);
  if (opener && opener.isConnected) opener.focus();
};

/* The first proof of an item, or the one after the one that is shown. */
export const proofOf = (item) => {
  const links = Array.from(item.querySelectorAll("[data-view]"));
  const shown = links.findIndex((link) => link.hasAttribute("aria-current"));
  return links[(shown + 1) % links.length];
};

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-view]");
  if (link && openProof(link)) event.preventDefault();
  if (event.target.closest("[data-viewer-closes]")) closeProof();
});
