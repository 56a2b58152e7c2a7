import type { Counters } from "../../shared/counters.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { Operator, RegisteredService } from "./office-options.js";

export type ServiceStatus = "Active" | "Inactive";

/** How a service takes a change of its status. */
export const serviceVariants = [
  "normal",
  /** Is refused. */
  "refuses",
  /** Is said to be taken, and nothing changes. */
  "stays",
] as const;
export type ServiceVariant = (typeof serviceVariants)[number];

export interface StatusChange {
  readonly at: Date;
  readonly by: "access-expired" | "operator";
  readonly status: ServiceStatus;
  readonly reference?: string;
  readonly operator?: string;
}

/** A client service. */
export interface ClientService extends RegisteredService {
  status: ServiceStatus;
  variant: ServiceVariant;
  readonly changes: StatusChange[];
}

/** The client services of all accounts. */
export class ServiceRegister {
  readonly #services = new Map<string, ClientService>();

  constructor(
    services: readonly RegisteredService[],
    private readonly clock: SimulatorClock,
    private readonly counters: Counters,
  ) {
    for (const service of services) this.add(service);
  }

  add(service: RegisteredService): ClientService {
    const added: ClientService = { ...service, status: "Active", variant: "normal", changes: [] };
    this.#services.set(service.id, added);
    return added;
  }

  list(): readonly ClientService[] {
    return [...this.#services.values()];
  }

  ofCertificate(certificate: string): readonly ClientService[] {
    return this.list().filter((service) => service.certificate === certificate);
  }

  /** @throws PortalError `service.unknown`. */
  get(id: string): ClientService {
    const service = this.#services.get(id);
    if (service === undefined)
      throw new PortalError(404, "service.unknown", "There is no such service.", id);
    return service;
  }

  /** Suspends all Active services of a certificate; nothing sets them to Active again by itself. */
  suspend(certificate: string, at: Date): void {
    for (const service of this.ofCertificate(certificate)) {
      if (service.status === "Inactive") continue;
      service.status = "Inactive";
      service.changes.push({ at, by: "access-expired", status: "Inactive" });
      this.counters.add("office.services.suspended");
    }
  }

  /**
   * An operator's change.
   * @throws PortalError `change.duplicate` for a reference that was used for this service before,
   *   `service.refused`.
   */
  change(
    service: ClientService,
    { reference, status, operator }: ChangeRequest,
    blocked: boolean,
  ): void {
    if (service.changes.some((change) => change.reference === reference))
      throw new PortalError(409, "change.duplicate", "That was done before.", reference);
    if (status === "Active" && blocked)
      throw new PortalError(
        409,
        "service.access-blocked",
        "The access to the certificate is blocked.",
      );
    if (service.variant === "refuses")
      throw new PortalError(409, "service.refused", "It cannot be changed.", "Contract suspended");
    if (service.variant === "stays") return;
    service.status = status;
    const at = this.clock.now();
    service.changes.push({ at, by: "operator", status, reference, operator: operator.id });
  }
}

export interface ChangeRequest {
  readonly reference: string;
  readonly status: ServiceStatus;
  readonly operator: Operator;
}
