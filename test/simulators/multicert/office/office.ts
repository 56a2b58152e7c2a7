import type { Counters } from "../../shared/counters.js";
import type { Mailbox } from "../../shared/mailbox.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { TrustService } from "../trust/trust-service.js";
import { CertificateRegister } from "./certificate-register.js";
import type { OfficeOptions } from "./office-options.js";
import { Operators } from "./operators.js";
import { Renewals } from "./renewals.js";
import { ServiceRegister } from "./service-register.js";
import { SigningDesk } from "./signing-desk.js";

/** Sign'Stash: what there is behind its interface. */
export interface Office {
  readonly operators: Operators;
  readonly certificates: CertificateRegister;
  readonly services: ServiceRegister;
  readonly renewals: Renewals;
  readonly signing: SigningDesk;
  readonly trust: TrustService;
  /** The OAuth 2.0 client that it has at the authority. */
  readonly trustClient: string;
  readonly counters: Counters;
  readonly clock: SimulatorClock;
  readonly mailbox: Mailbox;
}

export function createOffice(
  options: OfficeOptions,
  trust: TrustService,
  { clock, counters, mailbox }: Pick<Office, "clock" | "counters" | "mailbox">,
): Office {
  const services = new ServiceRegister(options.services, clock, counters);
  const certificates = new CertificateRegister(trust, services, clock);
  for (const certificate of options.certificates) certificates.add(certificate);
  return {
    ...{ certificates, services, trust, counters, clock, mailbox },
    operators: new Operators(options, clock),
    renewals: new Renewals({ trust, certificates, clock, counters }),
    signing: new SigningDesk(certificates, services),
    trustClient: options.trustClient,
  };
}
