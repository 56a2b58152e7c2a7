import { isUtf8 } from "node:buffer";
import { PerennialError } from "@perennial/api";

/**
 * Refuses bytes that no PIN can be: PINs are CK_UTF8CHAR (PKCS #11 v2.40 section 2), and what a file
 * or an editor adds would cost a try. The bytes are looked at as they are: no text is made of them.
 * @throws PerennialError `token.pin-characters` with effect `none` and a `reason`: `utf8`, `bom`
 *   (U+FEFF) or `control` (U+0000 to U+001F, U+007F to U+009F).
 */
export function checkPinCharacters(pin: Uint8Array, label: string): void {
  const refused = (reason: string) =>
    new PerennialError("token.pin-characters", { label, reason }, { effect: "none" });
  if (!isUtf8(pin)) throw refused("utf8");
  for (const [place, byte] of pin.entries()) {
    const next = pin[place + 1] ?? 0;
    if (byte === 0xef && next === 0xbb && pin[place + 2] === 0xbf) throw refused("bom");
    const c1 = byte === 0xc2 && next <= 0x9f;
    if (byte < 0x20 || byte === 0x7f || c1) throw refused("control");
  }
}
