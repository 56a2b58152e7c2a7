/**
 * A relative path of a manifest in plain form (`dist/plugin.js`), or undefined if it is absolute,
 * leaves the folder, or is written so that one of the systems reads it as something else: drive
 * letters, backslashes, alternate streams, device names, characters beyond ASCII.
 */
export function insidePath(text: string): string | undefined {
  const path = text.startsWith("./") ? text.slice(2) : text;
  const plain = path.endsWith("/") ? path.slice(0, -1) : path;
  const segments = plain.split("/");
  return plain.length <= 512 && segments.every(isPlain) ? plain : undefined;
}

const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;

function isPlain(segment: string): boolean {
  return (
    segment !== "" &&
    segment !== "." &&
    segment !== ".." &&
    // Windows drops dots and spaces at the end of a name.
    !/[. ]$/.test(segment) &&
    !hasForbidden(segment) &&
    !devices.test(segment)
  );
}

/** Beyond ASCII, file systems disagree on which names are the same. */
function hasForbidden(segment: string): boolean {
  return !/^[ -~]*$/.test(segment) || /[\\:*?"<>|]/.test(segment);
}
