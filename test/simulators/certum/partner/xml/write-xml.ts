const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A reader would make a line feed of it.
  "\r": "&#13;",
};

/** Text as it stands in an element or, between double quotes, in an attribute. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

/** An element; `content` is XML already. */
export function xmlElement(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
