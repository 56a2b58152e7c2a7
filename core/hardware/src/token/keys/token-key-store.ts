import { randomBytes } from "node:crypto";
import { PerennialError, type KeyAlgorithm } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import type { StoredKey } from "../../key-store.js";
import type { TokenTimers } from "../host/timers.js";
import { checkRoom } from "../link/check-room.js";
import {
  Generate,
  ImportCertificate,
  ImportIssuers,
  ReadCapabilities,
  ReadObjects,
  RemoveKey,
  type IssuersKept,
} from "../link/messages.js";
import type { KeyObjects } from "../link/token-views.js";
import { certificateFields } from "./certificate-fields.js";
import type { Generations } from "./generations.js";
import { keyPairOf, publicHalf } from "./key-pair-of.js";
import { removablePair } from "./removable-pair.js";
import type { RemovalLock } from "./removal-lock.js";
import type { TokenAccess } from "./token-access.js";
import { TokenSigning } from "./token-signing.js";
import type { TokenGenerateRequest, TokenKeys, TokenSigner } from "./token-keys.js";

/** Milliseconds between two tellings that a key is being made. */
const progressInterval = 1_000;

/** With these a module will not have issuers' certificates, the next time no more than now. */
const refusals: ReadonlySet<string> = new Set([
  "token.login-required",
  "token.write-protected",
  "token.module-crashed",
  "token.module-timeout",
  "token.module-protocol",
  "token.wrong-answer",
]);

/** The key pairs of one token, in the process of its module. */
export class TokenKeyStore implements TokenKeys {
  readonly #signing: TokenSigning;

  constructor(
    private readonly access: TokenAccess,
    private readonly timers: TokenTimers,
    private readonly lock: RemovalLock,
    private readonly generations: Generations,
  ) {
    this.#signing = new TokenSigning(access, (id) => this.#loggedIn(id));
  }

  newId(): Promise<string> {
    return Promise.resolve(randomBytes(16).toString("hex"));
  }

  async check(algorithm: KeyAlgorithm): Promise<void> {
    const { algorithms } = await this.access.read(ReadCapabilities, ({ slot }) => ({ slot }));
    if (!algorithms.includes(algorithm)) {
      throw new PerennialError("token.algorithm-missing", { algorithm }, { effect: "none" });
    }
    checkRoom((await this.access.token()).view, algorithm);
  }

  async generate(request: TokenGenerateRequest): Promise<StoredKey> {
    const { id, algorithm, label, progress, signal } = request;
    if (!/^[0-9a-f]{32}$/u.test(id)) throw badId(id);
    // What the token cannot do is said before a PIN is asked for.
    await this.check(algorithm);
    await this.generations.settled(id);
    await this.#loggedIn(id);
    if (signal?.aborted === true) {
      throw new PerennialError("token.cancelled", {}, { effect: "none" });
    }
    const lock = await this.generations.begin(id);
    const began = this.timers.now();
    let ticking: { cancel(): void } | undefined;
    const tick = () => {
      progress?.(this.timers.now() - began);
      ticking = this.timers.after(progressInterval, tick);
    };
    if (progress !== undefined) tick();
    try {
      const objects = await this.access.request(
        Generate,
        (to) => ({ ...to, id, algorithm, label, lock }),
        {
          limit: this.access.limits.generate,
          writes: true,
          leaves: true,
          ...(signal === undefined ? {} : { signal }),
        },
      );
      const key = keyPairOf(id, objects);
      if (key === null) throw new PerennialError("token.key-not-seen", { id });
      await this.generations.over(id);
      return key;
    } finally {
      ticking?.cancel();
    }
  }

  async find(id: string): Promise<StoredKey | null> {
    checkId(id);
    await this.generations.settled(id);
    const seen = await this.access.findKey(id);
    // Without a login what is private does not show, and on some tokens nothing is public.
    const certain = seen.loggedIn || seen.privateKeys.length > 0;
    if (certain || !(await this.access.login(false, false))) return keyPairOf(id, seen);
    return keyPairOf(id, await this.access.findKey(id));
  }

  async list(): Promise<readonly StoredKey[]> {
    const objects = await this.access.read(ReadObjects, ({ slot }) => ({ slot }));
    const withId = [...objects.publicKeys, ...objects.privateKeys, ...objects.certificates];
    const keys: StoredKey[] = [];
    for (const id of new Set(withId.map((one) => one.id))) {
      if (id === "") continue;
      const of = <T extends { readonly id: string }>(all: readonly T[]) =>
        all.filter((one) => one.id === id);
      const publicKeys = of(objects.publicKeys);
      const privateKeys = of(objects.privateKeys);
      if (publicKeys.length === 0 && privateKeys.length === 0) continue;
      const certificates = of(objects.certificates);
      const key = publicHalf(id, { publicKeys, privateKeys, certificates });
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  async signer(id: string): Promise<TokenSigner> {
    checkId(id);
    const objects = await this.access.findKey(id);
    const key = publicHalf(id, objects) ?? (await this.find(id));
    if (key === null) throw new PerennialError("keys.not-found", { id });
    const signMany = (data: readonly Uint8Array[], hash: HashAlgorithm) =>
      this.#signing.sign(key, data, hash);
    return {
      spki: Buffer.from(key.spki, "base64"),
      algorithm: key.algorithm,
      signMany,
      sign: async (data, hash) => {
        const [signature] = await signMany([data], hash);
        if (signature === undefined) throw new PerennialError("token.wrong-signature", { id });
        return signature;
      },
      // A key that wants the data wants all of it at once.
      ...(objects.signsDigests
        ? { signStream: (content, hash) => this.#signing.signStream(key, content, hash) }
        : {}),
    };
  }

  async importCertificate(request: {
    readonly id: string;
    readonly certificate: Uint8Array;
    readonly label: string;
  }): Promise<{ readonly algorithm: string }> {
    const { id, certificate, label } = request;
    checkId(id);
    const { certificateInfo, pickMatching, proveKey } = await import("@perennial/pki");
    const key = await this.find(id);
    if (key === null) throw new PerennialError("keys.not-found", { id });
    pickMatching([certificateInfo(certificate)], key);
    const { subject, issuer, serial } = certificateFields(certificate);
    await this.access.request(
      ImportCertificate,
      (to) => ({
        ...to,
        id,
        label,
        der: base64(certificate),
        subject: base64(subject),
        issuer: base64(issuer),
        serial: base64(serial),
      }),
      { limit: this.access.limits.write, writes: true },
    );
    return proveKey(certificate, await this.signer(id));
  }

  async importIssuers(certificates: readonly Uint8Array[]): Promise<IssuersKept> {
    const { issuerObject } = await import("./issuer-object.js");
    const objects = certificates.flatMap((der) => issuerObject(der) ?? []);
    if (objects.length === 0) return { onToken: 0, leftOut: 0 };
    try {
      return await this.access.request(ImportIssuers, (to) => ({ ...to, certificates: objects }), {
        limit: this.access.limits.write,
        writes: true,
      });
    } catch (error) {
      if (!PerennialError.is(error) || !refusals.has(error.code)) throw error;
      return { onToken: 0, leftOut: objects.length };
    }
  }

  async removePair(request: {
    readonly id: string;
    readonly confirmed: string;
    readonly replacement: { readonly id: string; readonly certificate: Uint8Array };
  }): Promise<void> {
    const { id, confirmed, replacement } = request;
    checkId(id);
    if (replacement.id === id) {
      throw new PerennialError("token.removal-unconfirmed", { id }, { effect: "none" });
    }
    // The PIN is asked for, and what is not confirmed refused, before others have to wait.
    removablePair(id, confirmed, await this.#loggedIn(id));
    const { proveKey } = await import("@perennial/pki");
    await this.lock.hold(async () => {
      const spki = removablePair(id, confirmed, await this.#loggedIn(id));
      await proveKey(replacement.certificate, await this.signer(replacement.id));
      await this.access.request(RemoveKey, (to) => ({ ...to, id, spki }), {
        limit: this.access.limits.write,
        writes: true,
      });
    });
  }

  async login(signal?: AbortSignal): Promise<void> {
    const objects = await this.access.read(ReadObjects, ({ slot }) => ({ slot }), signal);
    await this.access.login(objects.loggedIn, true, signal);
  }

  logout(): Promise<void> {
    return this.access.logout();
  }

  async #loggedIn(id: string): Promise<KeyObjects> {
    const objects = await this.access.findKey(id);
    const seen = objects.privateKeys.length > 0;
    return (await this.access.login(objects.loggedIn, seen)) ? this.access.findKey(id) : objects;
  }
}

function checkId(id: string): void {
  if (!/^(?:[0-9a-f]{2}){1,128}$/u.test(id)) throw badId(id);
}

function badId(id: string): PerennialError {
  return new PerennialError("keys.bad-id", { id }, { effect: "none" });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
