import type { CertificateInfo } from "@perennial/api";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { BusinessClockPort } from "../ports.js";
import { RunContext, StoreToken } from "../tokens.js";

/** Makes the certificate of an adopted key the account's current one, where it has none. */
@injectable()
export class AdoptedCertificate {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(StoreToken) private readonly store: RenewalStore,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  /** Repeating it changes nothing; another certificate that is current stays so. */
  async record(keyId: string, { isCa: _isCa, ...info }: CertificateInfo): Promise<void> {
    const { profileId, account, fence, renewal } = this.context.run;
    const all = await this.store.certificates({ profileId, state: "current" });
    const current = all.find((record) => record.account === account);
    // A certificate that was given as a file is known without its key.
    const isUnlinked = current?.sha256 === info.sha256 && current.keyId === undefined;
    if (current !== undefined && !isUnlinked) return;
    await this.store.putCertificate(
      {
        ...info,
        profileId,
        account,
        source: current?.source ?? `store:${keyId}`,
        keyId,
        state: "current",
      } satisfies CertificateRecord,
      await this.clock.now(),
      fence ?? renewal,
    );
  }
}
