import {
  PerennialError,
  didNotHappen,
  done,
  happened,
  message,
  skipped,
  waiting,
  withoutEffect,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { createHash } from "node:crypto";
import { helpdesk, type CertumRenewal } from "../profile.js";
import { lookEvery } from "../ways/link-waits.js";
import { orderRejected } from "./order-rejected.js";
import { isPartnerCode } from "./partner-errors.js";
import type { EmailVerification, PartnerService } from "./partner-service.js";

export type ConfirmedEmail = { readonly email: string };

/** What the person typed, or that another code is to be sent. */
type TypedCode = { readonly sentAt?: string; readonly code?: string; readonly another?: boolean };

/** How the service took a code. `used-up`: it was the last wrong one, and the code is dead. */
type Verdict = { readonly verdict: "taken" | "wrong" | "too-old" | "used-up" };

const refusals: { readonly [verdict in Verdict["verdict"]]?: string } = {
  wrong: "certum.partner-1186",
  "too-old": "certum.partner-1184",
  "used-up": "certum.email-code-used-up",
};

/** Has the order's mailbox confirmed: 10 characters, good for 24 hours. `docs/partner.md`. */
export async function confirmEmail(
  service: PartnerService,
  renewal: CertumRenewal,
  order: string,
): Promise<Outcome<ConfirmedEmail>> {
  const confirmation = new EmailCode(service, renewal, order);
  const typed = renewal.answer<TypedCode>("email-code");
  const refusal = typed === undefined ? undefined : await confirmation.take(typed);
  return confirmation.look(refusal);
}

class EmailCode {
  constructor(
    private readonly service: PartnerService,
    private readonly renewal: CertumRenewal,
    private readonly order: string,
  ) {}

  /** @returns why the code was not taken. */
  async take({ sentAt = "", code = "", another }: TypedCode): Promise<Refusal | undefined> {
    const written = code.replaceAll(/[\s-]/g, "").toUpperCase();
    if (written === "") {
      // A code in a mail that is only late stays good until somebody wants another one.
      if (another !== true) return { code: "certum.email-code-missing", params: {} };
      return this.sendAnother(sentAt);
    }
    const { verdict } = await this.send(written, sentAt);
    if (verdict === "too-old" || verdict === "used-up") await this.sendAnother(sentAt);
    const refused = refusals[verdict];
    const { host } = this.service;
    return refused === undefined ? undefined : { code: refused, params: { host } };
  }

  /** What the service says about the mailbox decides. */
  async look(refusal: Refusal | undefined): Promise<Outcome<ConfirmedEmail>> {
    const { service, renewal, order } = this;
    const state = await service.state(order);
    if (state.status === "REJECTED") return orderRejected(state);
    const { email } = renewal.profile;
    const mailbox = await this.mailbox();
    switch (mailbox?.state) {
      case "VERIFIED":
        return done<ConfirmedEmail>({ email }, [
          message("certum.partner.email-confirmed", { email }),
        ]);
      case "NOT_REQUIRED":
        return skipped(message("certum.partner.email-not-required", { email }));
      case "REQUIRED":
        return this.ask(mailbox, refusal);
      case "FAILED": {
        const { host } = service;
        return this.ask(
          mailbox,
          refusal ?? { code: "certum.email-code-used-up", params: { host } },
        );
      }
      case undefined: {
        if (state.status !== "AWAITING") {
          return skipped(message("certum.partner.email-not-required", { email }));
        }
        const { host } = service;
        const detail = `no verification of ${email}`;
        throw new PerennialError("certum.partner-changed", { host }, { detail });
      }
    }
  }

  /** An order that waits for no mailbox any more takes no code (2056) and sends none (1113). */
  private async wentOn(): Promise<boolean> {
    const { status } = await withoutEffect(() => this.service.state(this.order));
    if (status !== "AWAITING") return true;
    // The operator can verify the mailbox as well, whatever the person is asked meanwhile.
    const mailbox = await withoutEffect(() => this.mailbox());
    return mailbox?.state === "VERIFIED" || mailbox?.state === "NOT_REQUIRED";
  }

  private async mailbox(): Promise<EmailVerification | undefined> {
    const wanted = this.renewal.profile.email.toLowerCase();
    const all = await this.service.emailVerifications(this.order);
    return all.find(({ email }) => email.toLowerCase() === wanted);
  }

  /** A code that was refused is not sent again: five wrong ones end it. */
  private send(code: string, sentAt: string): Promise<Verdict> {
    const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
    return this.renewal.effect<Verdict>({
      key: `email-code:${sentAt}:${hash}`,
      intent: { order: this.order },
      perform: async () => {
        if (await this.wentOn()) return { verdict: "taken" };
        try {
          await this.service.confirmEmail(this.order, code);
          return { verdict: "taken" };
        } catch (error) {
          if (isPartnerCode(error, 1184)) return { verdict: "too-old" };
          if (!isPartnerCode(error, 1186)) throw error;
        }
        const mailbox = await this.mailbox();
        return { verdict: mailbox?.state === "FAILED" ? "used-up" : "wrong" };
      },
      find: async () => {
        const mailbox = await this.mailbox();
        return mailbox?.state === "VERIFIED" ? happened({ verdict: "taken" }) : didNotHappen;
      },
    });
  }

  /**
   * @param before when the code was sent that is dead by then.
   * @returns that none is sent because the mailbox was verified meanwhile: what it is now decides.
   */
  private async sendAnother(before: string): Promise<Refusal | undefined> {
    try {
      await this.sendOnce(before);
      return undefined;
    } catch (error) {
      if (!isPartnerCode(error, 1113)) throw error;
      const { code, params } = error;
      return { code, params };
    }
  }

  private async sendOnce(before: string): Promise<void> {
    await this.renewal.effect<{ order: string }>({
      key: `another-code:${before}`,
      intent: { order: this.order },
      perform: async () => {
        if (!(await this.wentOn())) await this.service.sendCode(this.order);
        return { order: this.order };
      },
      find: async () => {
        const { sentAt = "" } = (await this.mailbox()) ?? {};
        return sentAt === before ? didNotHappen : happened({ order: this.order });
      },
    });
  }

  private ask({ email, sentAt, validUntil }: EmailVerification, refusal?: Refusal): Outcome<never> {
    const { order, renewal } = this;
    return waiting({
      key: "email-code",
      for: "person",
      lookEvery: lookEvery(renewal),
      text: message("certum.partner.email-code", { email, order }),
      instructions: [
        ...(validUntil === undefined
          ? []
          : [message("certum.partner.email-code.until", { until: validUntil })]),
        message("certum.partner.email-code.another"),
        message("certum.contact", helpdesk(renewal.profile)),
      ],
      question: {
        type: "form",
        schema: {
          type: "object",
          properties: {
            ...(sentAt === undefined
              ? {}
              : {
                  sentAt: {
                    type: "string",
                    title: "certum.field.codeSentAt",
                    readOnly: true,
                  } as const,
                }),
            code: {
              type: "string",
              title: "certum.field.emailCode",
              pattern: "^\\s*([A-Za-z2-9]\\s*){10}$|^\\s*$",
              patternTitle: "certum.field.emailCode.pattern",
            },
            another: {
              type: "boolean",
              title: "certum.field.anotherCode",
              description: "certum.field.anotherCode.hint",
              default: false,
            },
          },
          additionalProperties: false,
        },
        ...(sentAt === undefined ? {} : { values: { sentAt } }),
      },
      ...(refusal === undefined ? {} : { refusal }),
    });
  }
}
