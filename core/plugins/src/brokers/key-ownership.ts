import { PerennialError, type JsonObject, type KeyAlgorithm, type KeyRef } from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";
import type { RenewalStore } from "@perennial/store";
import { isDeepStrictEqual } from "node:util";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { keyRecord, placeIn } from "./key-places.js";
import { identityRecord, knownTokenIn, type KnownToken } from "./known-token.js";
import { BusinessClockPort } from "./ports.js";
import { RunContext, StoreToken } from "./tokens.js";

/** A key that is about to be made on a token, as it is recorded. */
export type NewTokenKey = {
  readonly place: string;
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  /** The token as it is before the key is there: a key is never made a second time on another. */
  readonly token?: TokenIdentity;
};

/** A key on a token that a person chose, as it was found there. */
export interface FoundTokenKey {
  readonly place: string;
  /** CKA_ID, lower-case hexadecimal. */
  readonly ckaId: string;
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  readonly spkiHash: string;
  readonly token: TokenIdentity;
  /** Of the certificate that was chosen. */
  readonly sha256: string;
}

/**
 * Which keys a renewal may use: those it made itself or adopted, and that of its profile's current
 * certificate. The owner is on disk before the key exists, so it outlives every crash.
 */
@injectable()
export class KeyOwnership {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(StoreToken) private readonly store: RenewalStore,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  /**
   * Records that this renewal is about to make the key.
   * @param existed there is a key of this identifier that is nobody's: the claim to it is recorded,
   *   and gives no right to it.
   * @param onToken where it is going to be made and what; undefined: in the embedded store.
   * @throws PerennialError `keys.exists` if the identifier is another renewal's.
   */
  async claim(keyId: string, existed: boolean, onToken?: NewTokenKey): Promise<void> {
    const owner = await this.#ownerOf(keyId);
    const { renewal, profileId, account, fence } = this.context.run;
    // What was there before Perennial is not made.
    if (owner?.["renewal"] === renewal && owner["adopted"] !== true) return;
    if (owner !== undefined) throw new PerennialError("keys.exists", { id: keyId });
    const where = onToken === undefined ? {} : { place: onToken.place };
    const { token, ...key } = onToken ?? {};
    const made = token === undefined ? key : { ...key, token: identityRecord(token) };
    await this.store.setSetting(
      keyRecord(keyId),
      { renewal, profileId, account, ...made, ...(existed ? { existed } : {}) },
      { event: "key.claimed", renewal, data: { key: keyId, account, ...where } },
      await this.clock.now(),
      fence,
    );
  }

  /**
   * Records that a key which was on a token before is this renewal's to use. One that an earlier renewal
   * of the profile made or adopted is taken over, under the identifier it has. Repeating it changes
   * nothing.
   * @returns its identifier: the first 32 digits of its SPKI hash, where it has none yet. CKA_IDs that
   *   other programs chose are short, and the same on many tokens.
   * @throws PerennialError `keys.not-yours` if it is another profile's, or that of a renewal which is
   *   not finished; `keys.exists` if the identifier is another key's.
   */
  async adopt({ ckaId, token, sha256, ...key }: FoundTokenKey): Promise<string> {
    const { renewal, profileId, account, fence } = this.context.run;
    const { spkiHash, place } = key;
    const known = await this.#recordOf(spkiHash);
    const id = known?.id ?? spkiHash.slice(0, 32);
    await this.#requireFree(id, known?.record, spkiHash);
    const record: JsonObject = {
      ...known?.record,
      renewal,
      profileId,
      account,
      ...key,
      // Authorities' certificates are on many tokens: this key alone tells which one it is.
      token: identityRecord({ ...token, spkiHashes: [spkiHash] }),
      ...(ckaId === id ? {} : { ckaId }),
      adopted: true,
    };
    if (isDeepStrictEqual(record, known?.record)) return id;
    await this.store.setSetting(
      keyRecord(id),
      record,
      {
        event: "key.adopted",
        renewal,
        data: { key: id, ckaId, account, place, spkiHash, certificate: sha256 },
      },
      await this.clock.now(),
      fence,
    );
    return id;
  }

  /** The token of a key that this renewal adopted at a place; undefined if there is none. */
  async adoptedAt(place: string): Promise<KnownToken | undefined> {
    const records = Object.values(await this.store.settings(keyRecord(""))) as JsonObject[];
    const adopted = records.find(
      (record) =>
        record["renewal"] === this.context.run.renewal &&
        record["adopted"] === true &&
        placeIn(record) === place,
    );
    return adopted === undefined ? undefined : knownTokenIn(adopted);
  }

  /** @throws PerennialError `keys.not-yours`. */
  async requireUsable(keyId: string): Promise<void> {
    const { run } = this.context;
    const owner = await this.#ownerOf(keyId);
    if (owner?.["renewal"] === run.renewal && owner["existed"] !== true) return;
    if (run.current?.keyId === keyId) return;
    throw this.#notYours(keyId);
  }

  /** Whether it is on record whose the key is. */
  async isRecorded(keyId: string): Promise<boolean> {
    return (await this.#ownerOf(keyId)) !== undefined;
  }

  /** Whether nobody was ever going to make this key, as far as is known. */
  async isUnclaimed(keyId: string): Promise<boolean> {
    return (await this.#ownerOf(keyId)) === undefined && this.context.run.current?.keyId !== keyId;
  }

  /** Whether the key belongs to this profile, by any of its renewals or certificates. */
  async isOfProfile(keyId: string): Promise<boolean> {
    const { profileId, current } = this.context.run;
    const owner = await this.#ownerOf(keyId);
    if (owner?.["profileId"] === profileId && owner["existed"] !== true) return true;
    if (current?.keyId === keyId) return true;
    const certificates = await this.store.certificates({ profileId });
    return certificates.some((certificate) => certificate.keyId === keyId);
  }

  /** Records that a key was seen on its token, once. */
  async seen({ id, spkiHash }: KeyRef): Promise<void> {
    const owner = await this.#ownerOf(id);
    if (owner === undefined || placeIn(owner) === undefined) return;
    if (owner["spkiHash"] === spkiHash) return;
    const { renewal, fence } = this.context.run;
    await this.store.setSetting(
      keyRecord(id),
      { ...owner, spkiHash },
      { event: "key.seen", renewal, data: { key: id, spkiHash } },
      await this.clock.now(),
      fence,
    );
  }

  /** Where the key lives; undefined: in the embedded store. */
  async placeOf(keyId: string): Promise<string | undefined> {
    return placeIn(await this.#ownerOf(keyId));
  }

  /** What is on record of a key on a token, by its public half. */
  async #recordOf(
    spkiHash: string,
  ): Promise<{ readonly id: string; readonly record: JsonObject } | undefined> {
    const prefix = keyRecord("");
    const records = Object.entries(await this.store.settings(prefix)) as [string, JsonObject][];
    const found = records.find(
      ([, record]) =>
        record["spkiHash"] === spkiHash &&
        record["existed"] !== true &&
        placeIn(record) !== undefined,
    );
    return found && { id: found[0].slice(prefix.length), record: found[1] };
  }

  async #requireFree(id: string, owner: JsonObject | undefined, spkiHash: string): Promise<void> {
    const { renewal, profileId } = this.context.run;
    if (owner === undefined) {
      if ((await this.#ownerOf(id)) !== undefined) throw new PerennialError("keys.exists", { id });
    } else if (owner["renewal"] !== renewal) {
      const theirs = owner["profileId"];
      if (theirs !== profileId && (await this.#isProfile(theirs))) throw this.#notYours(id);
      if (await this.#isOpen(owner["renewal"])) throw this.#notYours(id);
    }
    const current = await this.store.certificates({ state: "current" });
    const isAnothers = current.some(
      (one) => one.spkiHash === spkiHash && one.profileId !== profileId,
    );
    if (isAnothers) throw this.#notYours(id);
  }

  async #isProfile(id: unknown): Promise<boolean> {
    return (await this.store.profiles()).some((profile) => profile.id === id);
  }

  async #isOpen(renewal: unknown): Promise<boolean> {
    const record = (await this.store.renewals()).find(({ id }) => id === renewal);
    return record !== undefined && record.state !== "done" && record.state !== "cancelled";
  }

  #notYours(id: string): PerennialError {
    const { run, plugin } = this.context;
    return new PerennialError(
      "keys.not-yours",
      { id, plugin: plugin.id },
      { effect: "none", plugin: plugin.id, step: run.step },
    );
  }

  async #ownerOf(keyId: string): Promise<JsonObject | undefined> {
    return (await this.store.setting(keyRecord(keyId))) as JsonObject | undefined;
  }
}
