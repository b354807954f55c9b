/* The two answers of a conflict at their question, with a button for each. */
const template = document.querySelector("template[data-conflict-words]");

const panelOf = (conflict) => {
  const panel = template.content.firstElementChild.cloneNode(true);
  const who = panel.querySelector("[data-who]");
  who.textContent = who.textContent.replace("{by}", conflict.by).replace("{at}", conflict.at);
  panel.querySelector("[data-theirs]").textContent = conflict.theirs;
  panel.querySelector("[data-mine]").textContent = conflict.mine;
  return panel;
};

export const isOpen = (card) => card.querySelector("[data-conflict]") !== null;

export const close = (card) => card.querySelector("[data-conflict-place]").replaceChildren();

export const focus = (card) => card.querySelector("[data-conflict]").focus();

/* Show both; `choose` is called with "theirs" or "mine". The focus goes there from this
   question only: nobody is torn out of another one. */
export const show = (card, conflict, choose) => {
  const again = isOpen(card);
  const panel = panelOf(conflict);
  for (const [mark, choice] of [["take", "theirs"], ["keep", "mine"]]) {
    panel.querySelector(`[data-${mark}]`).addEventListener("click", () => choose(choice));
  }
  card.querySelector("[data-conflict-place]").replaceChildren(panel);
  if (!again && card.contains(document.activeElement)) panel.focus();
};
