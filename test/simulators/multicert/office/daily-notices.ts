import type { Counters } from "../../shared/counters.js";
import type { Mailbox } from "../../shared/mailbox.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { CertificateRegister, OfficeCertificate } from "./certificate-register.js";
import type { Operator } from "./office-options.js";
import type { Operators } from "./operators.js";

const DAY = 24 * 3600 * 1000;
const HOUR_OF_DAY = 8 * 3600 * 1000;

export interface NoticeOffice {
  readonly certificates: CertificateRegister;
  readonly operators: Operators;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
}

/** Sign'Stash's own mails: daily at 08:00 UTC, to every operator of the account. */
export class DailyNotices {
  /** @param wanted whether they are sent at all. */
  constructor(
    private readonly office: NoticeOffice,
    private readonly wanted: () => boolean,
  ) {}

  /** Waits for the next day, and for the day after that. */
  begin(): void {
    const now = this.office.clock.now().getTime();
    const today = now - (now % DAY) + HOUR_OF_DAY;
    const due = new Date(today > now ? today : today + DAY);
    this.office.clock.at(due, async () => {
      if (this.wanted()) await this.#send();
      this.begin();
    });
  }

  async #send(): Promise<void> {
    const { certificates, operators, mailbox, clock, counters } = this.office;
    for (const certificate of certificates.list()) {
      if (!certificate.access.needsAttention(clock.now())) continue;
      for (const operator of operators.ofAccount(certificate.account)) {
        await mailbox.deliver(notice(certificate, operator));
        counters.add("office.notices");
      }
    }
  }
}

function notice({ name, access }: OfficeCertificate, operator: Operator) {
  const day = access.expiresAt.toISOString().slice(0, 10);
  const { signatures } = access;
  const [subject, text] =
    operator.language === "pt"
      ? [
          `Sign'Stash - renove o acesso ao certificado ${name}`,
          `O acesso ao certificado expira em ${day}; assinaturas aplicadas: ${signatures}.\n`,
        ]
      : [
          `Sign'Stash - renew the access to the certificate ${name}`,
          `The access to the certificate ends on ${day}; signatures applied: ${signatures}.\n`,
        ];
  return {
    from: "no-reply@signstash.example",
    to: operator.email,
    subject,
    text,
    attachments: [],
  };
}
