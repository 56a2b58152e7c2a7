import type { Json } from "@perennial/api";
import {
  RenewalStoreToken,
  type Journal,
  type RenewalRecord,
  type RenewalStore,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";

/** The renewals that were begun together with one. */
@injectable()
export class Siblings {
  constructor(@inject(RenewalStoreToken.symbol) private readonly store: RenewalStore) {}

  /** The sibling for an account; of several the newest that was not cancelled. */
  async of(renewal: RenewalRecord, account: string): Promise<Journal | undefined> {
    const record = (await this.records(renewal)).findLast((one) => one.account === account);
    return record === undefined ? undefined : this.store.load(record.id);
  }

  /** The account whose step the renewal waits for, if nobody has begun its renewal. */
  async unbegun(renewal: RenewalRecord): Promise<string | undefined> {
    const { wait } = renewal;
    if (renewal.state !== "waiting" || wait?.for !== "step") return undefined;
    const found = (await this.records(renewal)).some((one) => one.account === wait.account);
    return found ? undefined : wait.account;
  }

  /** Outputs of done steps by account and step. */
  async outputs(
    renewal: RenewalRecord,
  ): Promise<{ readonly [account: string]: { readonly [step: string]: Json } }> {
    const byAccount: { [account: string]: { readonly [step: string]: Json } } = {};
    for (const record of await this.records(renewal)) {
      byAccount[record.account] = outputsOf(await this.store.load(record.id));
    }
    return byAccount;
  }

  private async records(renewal: RenewalRecord): Promise<readonly RenewalRecord[]> {
    const group = await this.store.renewals({ group: renewal.group });
    return group.filter((one) => one.account !== renewal.account && one.state !== "cancelled");
  }
}

/** Outputs of the done steps by name. */
export function outputsOf(journal: Journal): { readonly [step: string]: Json } {
  return Object.fromEntries(
    journal.steps.filter((step) => step.state === "done").map((step) => [step.name, step.output]),
  );
}
