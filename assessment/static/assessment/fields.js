/* A question's controls as the fields they post, and back. */
const owned = (name, code) => name === code || name.startsWith(`${code}.`);
const ASIDE = ["version", "choice", "newest"]; // about the answer, not of it

export const isField = (name, code) =>
  owned(name, code) && !ASIDE.includes(name.slice(code.length + 1));

/* What stands in the controls: {name: [values]}. */
export const fieldsOf = (form, code) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (isField(name, code)) (fields[name] ||= []).push(value);
  }
  return fields;
};

const controlsOf = (card) =>
  Array.from(card.querySelectorAll("input, textarea, select")).filter(
    (control) => isField(control.name, card.dataset.code) && control.type !== "file",
  );

/* Put fields into the controls, and tell what follows from them: the derived figure,
   the count of characters, the button that clears. */
export const putFields = (card, fields) => {
  const controls = controlsOf(card);
  for (const control of controls) {
    const values = fields[control.name] || [];
    if (["radio", "checkbox"].includes(control.type)) {
      control.checked = values.includes(control.value);
    } else {
      control.value = values[0] ?? "";
    }
  }
  for (const control of controls) {
    const kind = ["radio", "checkbox"].includes(control.type) ? "change" : "input";
    control.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: "put" }));
  }
};

/* The answer as a person reads it in the controls. */
export const wordsOf = (card) =>
  controlsOf(card)
    .filter((control) => (["radio", "checkbox"].includes(control.type) ? control.checked : control.value))
    .map((control) =>
      ["radio", "checkbox"].includes(control.type)
        ? control.closest("label").textContent.trim().replace(/\s+/g, " ")
        : control.value,
    )
    .join(" · ");
