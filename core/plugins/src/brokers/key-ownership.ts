import { PerennialError, type JsonObject, type KeyAlgorithm, type KeyRef } from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";
import type { RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { keyRecord, placeIn } from "./key-places.js";
import { identityRecord } from "./known-token.js";
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

/**
 * Which keys a renewal may use: those it made itself, and that of its profile's current
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
    if (owner?.["renewal"] === renewal) return;
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

  /** @throws PerennialError `keys.not-yours`. */
  async requireUsable(keyId: string): Promise<void> {
    const { run, plugin } = this.context;
    const owner = await this.#ownerOf(keyId);
    if (owner?.["renewal"] === run.renewal && owner["existed"] !== true) return;
    if (run.current?.keyId === keyId) return;
    throw new PerennialError(
      "keys.not-yours",
      { id: keyId, plugin: plugin.id },
      { effect: "none", plugin: plugin.id, step: run.step },
    );
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

  async #ownerOf(keyId: string): Promise<JsonObject | undefined> {
    return (await this.store.setting(keyRecord(keyId))) as JsonObject | undefined;
  }
}
