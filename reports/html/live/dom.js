// How the live page makes its elements. Whatever comes from a target goes in as text.

export const byId = (id) => document.getElementById(id);

/** Changes a text only where it is another one: a reader of the screen hears each change. */
export function setText(id, text) {
  const node = byId(id);
  if (node.textContent !== text) node.textContent = text;
}

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
};
export const shape = (name, attributes, title) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (title)
    made.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"), { textContent: title }));
  return made;
};
const signs = { pass: "✓", fail: "✗", inconclusive: "?" };
export const badge = (verdict) =>
  element(
    "span",
    { class: `badge ${verdict}` },
    element("span", { "aria-hidden": "true" }, signs[verdict] ?? ""),
    ` ${verdict}`,
  );
