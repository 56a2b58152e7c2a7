import type { FoundToken, PinEntry, PinQuestion, PinSource } from "@perennial/hardware";
import { readPinFile, type FilePins } from "./read-pin-file.js";

/** Where the PINs of an unattended run come from. */
export interface PinPlace {
  /** Absolute path. */
  readonly path: string;
  /** Kept by systemd, in `$CREDENTIALS_DIRECTORY`. */
  readonly systemd: boolean;
}

/**
 * PINs of a run that nobody attends, from a file or a credential; none where neither is. They are
 * given to one token only, the first that asks: at any other they would cost a try.
 */
export class GivenPins implements PinSource {
  readonly unattended = true;
  #token: string | undefined;
  /** Of a pipe, which can be read once and is needed for each login. */
  #kept: FilePins | undefined;

  constructor(private readonly place: PinPlace | undefined) {}

  async ask({ token, pin }: PinQuestion): Promise<PinEntry | undefined> {
    if (this.place === undefined) return undefined;
    const name = nameOf(token);
    this.#token ??= name;
    if (this.#token !== name) return undefined;
    const { login, signature } = await this.#read(this.place);
    // The PIN of a signature is often another one, with a counter of its own: it is never guessed.
    const [given, other] = pin.use === "login" ? [login, signature] : [signature, login];
    other?.fill(0);
    return given === undefined ? undefined : { pin: given };
  }

  async #read({ path, systemd }: PinPlace): Promise<FilePins> {
    if (!path.startsWith("/dev/fd/")) return readPinFile(path, systemd);
    this.#kept ??= await readPinFile(path, systemd);
    const { login, signature } = this.#kept;
    const { copyOfSecret } = await import("@perennial/hardware");
    // Whoever takes them overwrites them.
    return {
      login: copyOfSecret(login),
      signature: signature === undefined ? undefined : copyOfSecret(signature),
    };
  }
}

function nameOf({ view: { label, manufacturer, model, serial } }: FoundToken): string {
  return JSON.stringify([label, manufacturer, model, serial]);
}
