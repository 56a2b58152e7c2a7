import type { RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { BusinessClockPort } from "./ports.js";
import { RunContext, StoreToken } from "./tokens.js";

/**
 * The requests that a renewal has read, which others made. It is on disk before the plugin knows what
 * is in one: until the certificate comes, days pass.
 */
@injectable()
export class RequestsRead {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(StoreToken) private readonly store: RenewalStore,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  /** @param sha256 of the request's DER. Repeating it changes nothing. */
  async add(sha256: string): Promise<void> {
    if (await this.has(sha256)) return;
    const { profileId, account, fence } = this.context.run;
    const value = { profileId, account };
    await this.store.setSetting(
      this.#name(sha256),
      value,
      undefined,
      await this.clock.now(),
      fence,
    );
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.store.setting(this.#name(sha256))) !== undefined;
  }

  #name(sha256: string): string {
    return `request-read:${this.context.run.renewal}/${sha256}`;
  }
}
