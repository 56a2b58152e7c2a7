import { createHash } from "node:crypto";
import { message, PerennialError, type KeyRef } from "@perennial/api";
import type { StoredKey, TokenIdentity, TokenKeys } from "@perennial/hardware";
import type { Signer } from "@perennial/pki";
import type { HardwareKeys } from "./hardware-keys.js";
import type { KeyPlaces } from "./key-places.js";
import type { KnownToken } from "./known-token.js";
import type { SignerPort } from "./pki-ports.js";
import type { KeyPort } from "./ports.js";
import type { TokenPlaces } from "./token-places.js";

/** Keys of the embedded store and of tokens: each where its record says that it was made. */
export class RoutedKeys implements KeyPort, SignerPort {
  constructor(
    private readonly software: () => Promise<HardwareKeys>,
    private readonly tokens: Pick<TokenPlaces, "keys" | "token">,
    private readonly places: Pick<KeyPlaces, "of" | "token" | "tokensAt" | "onToken">,
  ) {}

  async newId(): Promise<string> {
    return (await this.software()).newId();
  }

  async token(place: string, meant?: KnownToken): Promise<TokenIdentity> {
    return await this.tokens.token(place, await this.places.tokensAt(place), meant);
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
    const { place, progress, signal, ...own } = request;
    if (place === undefined) return (await this.software()).generate(own);
    const { renewal: _renewal, ...key } = own;
    const { id } = key;
    const keys = await this.#keysOf(id, place);
    const made = await keys.generate({
      ...key,
      ...(signal === undefined ? {} : { signal }),
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
    const key = await this.#find(id, place);
    return key === null ? null : onToken(key, place);
  }

  async signer(id: string): Promise<Signer> {
    const place = await this.places.of(id);
    if (place === undefined) return (await this.software()).signer(id);
    const { ckaId, spkiHash } = await this.places.onToken(id);
    const signer = await (await this.#keysOf(id, place)).signer(ckaId);
    requireKey(id, spkiHash, hashOf(signer.spki));
    return signer;
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
    const key = await this.#find(id, place);
    if (key === null) throw new PerennialError("keys.not-found", { id }, { effect: "none" });
    const { ckaId } = await this.places.onToken(id);
    const certificate = Buffer.from(der, "base64");
    await keys.importCertificate({ id: ckaId, certificate, label: key.label });
    return true;
  }

  async keepIssuers({
    id,
    ders,
  }: Parameters<KeyPort["keepIssuers"]>[0]): ReturnType<KeyPort["keepIssuers"]> {
    const place = await this.places.of(id);
    if (place === undefined) return { onToken: 0, leftOut: 0 };
    const keys = await this.#keysOf(id, place);
    return keys.importIssuers(ders.map((der) => Buffer.from(der, "base64")));
  }

  async encryptedFiles(ids: readonly string[]): Promise<readonly string[]> {
    return (await this.software()).encryptedFiles(ids);
  }

  /** The key under Perennial's identifier, whatever CKA_ID it has. */
  async #find(id: string, place: string): Promise<StoredKey | null> {
    const { ckaId, spkiHash } = await this.places.onToken(id);
    const key = await (await this.#keysOf(id, place)).find(ckaId);
    if (key === null) return null;
    requireKey(id, spkiHash, key.spkiHash);
    return { ...key, id };
  }

  /** The keys of the one token that a key was made on, or is going to be. */
  async #keysOf(id: string, place: string): Promise<TokenKeys> {
    return await this.tokens.keys(place, await this.places.token(id));
  }
}

/**
 * What lies under a CKA_ID that another program chose has to be the key that was adopted.
 * @throws PerennialError `token.other-key`.
 */
function requireKey(id: string, adopted: string | undefined, there: string): void {
  if (adopted === undefined || adopted === there) return;
  throw new PerennialError("token.other-key", { id }, { effect: "none" });
}

function hashOf(spki: Uint8Array): string {
  return createHash("sha256").update(spki).digest("hex");
}

function onToken({ id, algorithm, spki, spkiHash }: KeyRef, place: string): KeyRef {
  return { id, algorithm, spki, spkiHash, place };
}
