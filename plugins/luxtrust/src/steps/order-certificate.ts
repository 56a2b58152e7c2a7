import {
  Clock,
  Files,
  PerennialError,
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
    await this.handOver(request, renewal);
    const outcome = await this.desk.place({ request, data: personalData(renewal) }, renewal);
    return mindExpiry(renewal, this.clock, "order-certificate", this.noted(outcome, renewal));
  }

  /** Journals which request is ordered with, before anybody orders: no other takes its place. */
  private async handOver({ name, sha256 }: SavedRequest, renewal: SofieRenewal): Promise<void> {
    const ordered = await renewal.effect({
      key: "order-request",
      intent: { name, sha256 },
      perform: async () => ({ name, sha256 }),
      find: async () => ({ state: "did-not-happen" }),
    });
    if (ordered.sha256 === sha256) return;
    const params = { name, ordered: ordered.name };
    throw new PerennialError("luxtrust.request-changed-after-order", params);
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
