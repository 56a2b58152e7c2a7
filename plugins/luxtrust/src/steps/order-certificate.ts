import {
  Clock,
  Files,
  PerennialError,
  failed,
  inject,
  message,
  step,
  type Outcome,
  type SavedRequest,
  type Step,
} from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { newerRequests, requestFileNames } from "../file-names.js";
import { dataFolder, siblingAccount, type SofieProfile, type SofieRenewal } from "../profile.js";
import { OrderDesk, type PlacedOrder } from "../ways/order-desk.js";
import { AwaitSiblingRequest } from "./await-sibling-request.js";
import { personalData } from "./confirm-personal-data.js";
import { SaveRequest } from "./save-request.js";

/** Orders with the newest request, and only with it. Manual 4.1. */
@step("order-certificate")
export class OrderCertificate implements Step<PlacedOrder, SofieProfile> {
  constructor(
    @inject(OrderDesk) private readonly desk: OrderDesk,
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(renewal: SofieRenewal): Promise<Outcome<PlacedOrder>> {
    const request = renewal.output(SaveRequest);
    this.requireBothRequests(renewal);
    await this.requireNewest(request, renewal);
    const outcome = await this.desk.place({ request, data: personalData(renewal) }, renewal);
    if (outcome.outcome === "done" && outcome.output.csrSha256 !== request.sha256) {
      return failed(
        new PerennialError("luxtrust.request-changed-after-order", {
          name: request.name,
          number: outcome.output.number ?? "none",
        }),
      );
    }
    return mindExpiry(renewal, this.clock, "order-certificate", this.noted(outcome, renewal));
  }

  private requireBothRequests(renewal: SofieRenewal): void {
    const sibling = siblingAccount(renewal);
    if (sibling === undefined || renewal.outputIfDone(AwaitSiblingRequest) !== undefined) return;
    throw new PerennialError("luxtrust.one-request-of-two", {
      account: renewal.account,
      missing: sibling,
    });
  }

  private async requireNewest(request: SavedRequest, renewal: SofieRenewal): Promise<void> {
    const { profile, account } = renewal;
    const folder = dataFolder(profile);
    const files = await this.files.list({
      ...(folder === undefined ? {} : { folder }),
      names: [requestFileNames(profile.userId, account)],
    });
    const newer = newerRequests(
      files.map(({ name }) => name),
      request.name,
    );
    if (newer.length === 0) return;
    throw new PerennialError("luxtrust.request-not-newest", { name: request.name, newer, account });
  }

  private noted(outcome: Outcome<PlacedOrder>, { account }: SofieRenewal): Outcome<PlacedOrder> {
    if (outcome.outcome !== "done") return outcome;
    const number = outcome.output.number ?? "none";
    return { ...outcome, notes: [message("luxtrust.ordered", { account, number })] };
  }
}
