import { message, PerennialError, type KeyRef } from "@perennial/api";
import type { TokenIdentity, TokenKeys } from "@perennial/hardware";
import type { Signer } from "@perennial/pki";
import type { HardwareKeys } from "./hardware-keys.js";
import type { KeyPlaces } from "./key-places.js";
import type { SignerPort } from "./pki-ports.js";
import type { KeyPort } from "./ports.js";
import type { TokenPlaces } from "./token-places.js";

/** Keys of the embedded store and of tokens: each where its record says that it was made. */
export class RoutedKeys implements KeyPort, SignerPort {
  constructor(
    private readonly software: () => Promise<HardwareKeys>,
    private readonly tokens: Pick<TokenPlaces, "keys" | "token">,
    private readonly places: Pick<KeyPlaces, "of" | "token" | "tokensAt">,
  ) {}

  async newId(): Promise<string> {
    return (await this.software()).newId();
  }

  async token(place: string): Promise<TokenIdentity> {
    return await this.tokens.token(place, await this.places.tokensAt(place));
  }

  async isTaken({
    id,
    algorithm,
    place,
    token,
  }: Parameters<KeyPort["isTaken"]>[0]): ReturnType<KeyPort["isTaken"]> {
    if (place === undefined) return (await (await this.software()).find(id)) !== null;
    const known = token === undefined ? await this.places.token(id) : { identity: token };
    const keys = await this.tokens.keys(place, known);
    await keys.check(algorithm);
    return (await keys.find(id)) !== null;
  }

  async generate(request: Parameters<KeyPort["generate"]>[0]): Promise<KeyRef> {
    const { place, progress, ...own } = request;
    if (place === undefined) return (await this.software()).generate(own);
    const { renewal: _renewal, ...key } = own;
    const { id } = key;
    const keys = await this.#keysOf(id, place);
    const made = await keys.generate({
      ...key,
      progress: (elapsed) => {
        const seconds = Math.floor(elapsed / 1_000);
        // Most are done before there is anything to tell.
        if (seconds > 0) progress?.(message("keys.generating-on-token", { seconds }));
      },
    });
    return onToken(made, place);
  }

  async find(id: string): Promise<KeyRef | null> {
    const place = await this.places.of(id);
    if (place === undefined) return (await this.software()).find(id);
    const key = await (await this.#keysOf(id, place)).find(id);
    return key === null ? null : onToken(key, place);
  }

  async signer(id: string): Promise<Signer> {
    const place = await this.places.of(id);
    if (place === undefined) return (await this.software()).signer(id);
    return (await this.#keysOf(id, place)).signer(id);
  }

  async keepCertificate({
    id,
    der,
  }: {
    readonly id: string;
    readonly der: string;
  }): Promise<boolean> {
    const place = await this.places.of(id);
    if (place === undefined) return false;
    const keys = await this.#keysOf(id, place);
    const key = await keys.find(id);
    if (key === null) throw new PerennialError("keys.not-found", { id }, { effect: "none" });
    const certificate = Buffer.from(der, "base64");
    await keys.importCertificate({ id, certificate, label: key.label });
    return true;
  }

  async encryptedFiles(ids: readonly string[]): Promise<readonly string[]> {
    return (await this.software()).encryptedFiles(ids);
  }

  /** The keys of the one token that a key was made on, or is going to be. */
  async #keysOf(id: string, place: string): Promise<TokenKeys> {
    return await this.tokens.keys(place, await this.places.token(id));
  }
}

function onToken({ id, algorithm, spki, spkiHash }: KeyRef, place: string): KeyRef {
  return { id, algorithm, spki, spkiHash, place };
}
