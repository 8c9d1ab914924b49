// What both pages need: the files that lie in the page, and elements.

function decoded(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The student's files, out of the page's own data blocks. */
export function filesOf(page) {
  const text = (id) => page.getElementById(id)?.textContent ?? "null";
  const json = (id) => JSON.parse(text(id));
  return { manifest: json("manifest"), tokenizer: json("tokenizer"), weights: decoded(text("weights").trim()) };
}

/** An element with attributes and children; a text among them is shown as it is, never read as HTML. */
export function element(name, attributes, children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
