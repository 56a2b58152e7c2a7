/** The key place that is the embedded store; it is also meant where no place is named. */
export const softwareKeyPlace = "software";

const characters = "A-Za-z0-9\\-._~:[\\]@!$'()*+,=";
const value = `(?:[${characters}&]|%[0-9A-Fa-f]{2})*`;
const path = `(?:[${characters}/|]|%[0-9A-Fa-f]{2})*`;
const attribute = `(token|manufacturer|model|serial)=${value}`;
const tokenUri = new RegExp(
  `^pkcs11:${attribute}(?:;${attribute})*(?:\\?module-path=${path})?$`,
  "u",
);

/**
 * Whether a text is a key place: `software`, or a PKCS #11 URI (RFC 7512) that names a token, by its
 * label (`token`) at least. Only what names a token may be in it, so that it never holds a PIN and
 * never means an object or a slot.
 */
export function isKeyPlace(text: string): boolean {
  if (text === softwareKeyPlace) return true;
  if (text.length > 2_000 || !tokenUri.test(text)) return false;
  const [attributes = ""] = text.slice("pkcs11:".length).split("?", 1);
  const names = attributes.split(";").map((one) => one.slice(0, one.indexOf("=")));
  return names.includes("token") && new Set(names).size === names.length;
}
