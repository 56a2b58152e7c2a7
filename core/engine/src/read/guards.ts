import { PerennialError, type ErrorData, type GuardedAccount } from "@perennial/api";
import {
  RenewalStoreToken,
  type CertificateRecord,
  type Journal,
  type RenewalStore,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import type { PluginPort } from "../ports/plugin-port.js";
import { ClockPortToken, PluginPortToken } from "../ports/tokens.js";
import { accountsOf } from "../renewals/conditions.js";
import { toInstant } from "../time.js";
import { outputsOf } from "../waits/siblings.js";
import { Providers } from "./providers.js";

/** Asks a provider whether an operation outside Perennial may go ahead. */
@injectable()
export class Guards {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Providers) private readonly providers: Providers,
  ) {}

  /** @throws PerennialError `profile.not-found`, `guard.unknown-operation`, `plugin.*`, `policy.*` */
  async guard(profileId: string, operation: string): Promise<"allowed" | ErrorData> {
    const profile = await this.providers.profile(profileId);
    const { plugin, provider } = await this.providers.serving(profile.provider);
    const operations = provider.operations ?? [];
    if (!operations.includes(operation)) {
      const params = { provider: provider.id, operation, operations, count: operations.length };
      throw new PerennialError("guard.unknown-operation", params);
    }
    const certificates = await this.store.certificates({ profileId, state: "current" });
    const renewals = await this.store.renewals({ profileId });
    const journals = await Promise.all(renewals.map(({ id }) => this.store.load(id)));
    const accounts = accountsOf(provider, profile.values).map((account) =>
      guarded(
        account,
        certificates.find((one) => one.account === account),
        journals.filter(({ renewal }) => renewal.account === account).toReversed(),
      ),
    );
    return this.plugins.guard(plugin.id, provider.id, {
      operation,
      now: toInstant(this.clock.now()),
      profile: profile.values,
      accounts,
    });
  }
}

function guarded(
  account: string,
  certificate: CertificateRecord | undefined,
  journals: readonly Journal[],
): GuardedAccount {
  const known =
    certificate === undefined
      ? {}
      : {
          notBefore: certificate.notBefore,
          notAfter: certificate.notAfter,
          sha256: certificate.sha256,
        };
  return {
    account,
    ...known,
    renewals: journals.map((journal) => {
      const { id, state, currentStep } = journal.renewal;
      const ended = state === "done" || state === "failed" || state === "cancelled";
      return {
        id,
        state: ended ? state : "running",
        ...(currentStep === undefined ? {} : { step: currentStep }),
        outputs: outputsOf(journal),
      };
    }),
  };
}
