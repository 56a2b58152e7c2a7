import {
  Clock,
  done,
  inject,
  message,
  skipped,
  step,
  waiting,
  type Outcome,
  type Step,
} from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { siblingAccount, type SofieProfile, type SofieRenewal } from "../profile.js";
import { SaveRequest } from "./save-request.js";

/** The request of the contract's other account. */
export type SiblingRequest = {
  readonly account: string;
  readonly name: string;
  readonly spkiHash: string;
};

/**
 * S.O.R.T. contracts: the requests of CRYPT and TRANSPORT exist before either is ordered. Manual
 * 3.3, "Keys renewal".
 */
@step("await-sibling-request")
export class AwaitSiblingRequest implements Step<SiblingRequest, SofieProfile> {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async run(renewal: SofieRenewal): Promise<Outcome<SiblingRequest>> {
    const account = siblingAccount(renewal);
    if (account === undefined) return skipped(message("luxtrust.one-account"));
    const outcome = this.look(renewal, account);
    return mindExpiry(renewal, this.clock, "await-sibling-request", outcome);
  }

  private look(renewal: SofieRenewal, account: string): Outcome<SiblingRequest> {
    const theirs = renewal.siblingOutput(account, SaveRequest);
    if (theirs !== undefined) {
      const { name, spkiHash } = theirs;
      return done<SiblingRequest>({ account, name, spkiHash });
    }
    return waiting({
      key: "sibling-request",
      for: "step",
      account,
      step: "save-request",
      text: message("luxtrust.sibling-request", { account, own: renewal.account }),
    });
  }
}
