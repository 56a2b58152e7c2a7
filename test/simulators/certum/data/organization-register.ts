import { PortalError } from "../../shared/portal-error.js";
import { Receipts } from "../../shared/receipts.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { verifiedUntil, type Organization, type OrganizationData } from "../order.js";

/** The organizations that were verified for each customer. */
export class OrganizationRegister {
  readonly #organizations = new Map<string, { customer: string; organization: Organization }>();
  readonly #ids = new Receipts("ORG");

  constructor(private readonly clock: SimulatorClock) {}

  today(): Temporal.PlainDate {
    const now = Temporal.Instant.fromEpochMilliseconds(this.clock.now().getTime());
    return now.toZonedDateTimeISO("UTC").toPlainDate();
  }

  /** Keeps what was verified; what was known of the same organization is replaced. */
  add(
    customer: string,
    data: OrganizationData,
    organizationIdentifier: string,
    verifiedOn: Temporal.PlainDate = this.today(),
  ): Organization {
    for (const [id, known] of this.#organizations)
      if (
        known.customer === customer &&
        known.organization.organizationIdentifier === organizationIdentifier
      )
        this.#organizations.delete(id);
    const { organization, country, state, locality, registration } = data;
    const verified: Organization = {
      id: this.#ids.next(),
      ...{ organization, country, state, locality, registration },
      organizationIdentifier,
      verifiedOn,
    };
    this.#organizations.set(verified.id, { customer, organization: verified });
    return verified;
  }

  /** Those of a customer that may be used again today. */
  reusable(customer: string): Organization[] {
    return [...this.#organizations.values()]
      .filter((entry) => entry.customer === customer && !this.#isOld(entry.organization))
      .map(({ organization }) => organization);
  }

  /**
   * @throws PortalError `data.unknown-organization`, also for another customer's;
   *   `data.organization-expired` (detail: the last day).
   */
  reuse(customer: string, id: string): Organization {
    const entry = this.#organizations.get(id);
    if (entry?.customer !== customer)
      throw new PortalError(400, "data.unknown-organization", "There is no such organization.", id);
    const { organization } = entry;
    if (this.#isOld(organization))
      throw new PortalError(
        400,
        "data.organization-expired",
        "These data have to be verified anew.",
        verifiedUntil(organization).toString(),
      );
    return organization;
  }

  list(): readonly { readonly customer: string; readonly organization: Organization }[] {
    return [...this.#organizations.values()];
  }

  #isOld(organization: Organization): boolean {
    return Temporal.PlainDate.compare(this.today(), verifiedUntil(organization)) > 0;
  }
}
