import {
  Certificates,
  Clock,
  PerennialError,
  done,
  inject,
  injectable,
  message,
  waiting,
  type FormSchema,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import type { ChosenOrder, OrderChoice } from "./order-choice.js";
import { contact } from "./panel-order-texts.js";

type Kind = "renew" | "new" | "reissue";
type Typed = { readonly kind: Kind; readonly revoke?: boolean };

const kinds = ["renew", "new", "reissue"] as const;

const schema: FormSchema = {
  type: "object",
  properties: {
    kind: {
      type: "string",
      title: "certum.field.kind",
      enum: kinds,
      enumTitles: kinds.map((kind) => `certum.order-kind.${kind}`),
    },
    revoke: {
      type: "boolean",
      title: "certum.field.revoke",
      description: "certum.field.revoke.hint",
    },
  },
  required: ["kind"],
  additionalProperties: false,
};

/** What no order can be placed without. Ordering the wrong product costs money: nothing is guessed. */
const needed: { readonly [kind in Kind]: readonly (keyof CertumProfile)[] } = {
  renew: ["partnerUser", "partnerCustomer", "renewalProductCode"],
  new: ["partnerUser", "partnerCustomer", "productCode"],
  reissue: ["partnerUser", "partnerCustomer"],
};

/** A partner renews, orders anew, or has the certificate issued again. `docs/partner.md`. */
@injectable()
export class PartnerOrderChoice implements OrderChoice {
  constructor(
    @inject(Certificates) private readonly certificates: Certificates,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async choose(renewal: CertumRenewal): Promise<Outcome<ChosenOrder>> {
    const { current, profile } = renewal;
    const valid = current !== undefined && Date.parse(current.notAfter) > (await this.now());
    const typed = renewal.answer<Typed>("order-kind");
    if (typed === undefined) return ask(renewal, { kind: valid ? "renew" : "new" });
    const { kind, revoke } = typed;
    const refusal = this.refusal(renewal, valid, typed);
    if (refusal !== undefined) return ask(renewal, { kind, revoke: revoke === true }, refusal);
    const missing = needed[kind].filter((field) => (profile[field] ?? "") === "");
    const [field] = missing;
    if (field !== undefined) {
      const params = { field: message(`certum.profile.${field}`), count: missing.length };
      throw new PerennialError("certum.partner-profile", params, { effect: "none" });
    }
    const serial = current === undefined ? null : await this.serialOf(current.der);
    const days = Number(profile.product ?? defaults.product);
    return done<ChosenOrder>({ kind, number: null, days, serial }, [
      message("certum.order-kind.chosen", { kind, days }),
    ]);
  }

  /** Error 2003: no renewal after expiry. A reissue revokes the certificate that is in use. */
  private refusal(
    { current }: CertumRenewal,
    valid: boolean,
    { kind, revoke }: Typed,
  ): Refusal | undefined {
    if (kind === "new") return undefined;
    if (current === undefined) return { code: "certum.no-current-certificate", params: { kind } };
    const { notAfter } = current;
    if (!valid) return { code: "certum.current-expired", params: { kind, notAfter } };
    if (kind === "reissue" && revoke !== true) {
      return { code: "certum.reissue-not-confirmed", params: {} };
    }
    return undefined;
  }

  private async now(): Promise<number> {
    return Date.parse(await this.clock.now());
  }

  private async serialOf(der: string): Promise<string> {
    const { certificates } = await this.certificates.read(der);
    const [certificate] = certificates;
    if (certificate === undefined) throw new PerennialError("certum.no-current-certificate", {});
    return certificate.serial;
  }
}

function ask(
  { profile, current }: CertumRenewal,
  values: { readonly kind: Kind; readonly revoke?: boolean },
  refusal?: Refusal,
): Outcome<never> {
  const known =
    current === undefined
      ? []
      : [
          message("certum.order-kind.current", {
            subject: current.subject,
            notAfter: current.notAfter,
          }),
        ];
  return waiting({
    key: "order-kind",
    for: "person",
    text: message("certum.order-kind"),
    instructions: [
      ...known,
      message("certum.order-kind.renew.rule"),
      message("certum.order-kind.reissue.rule"),
      contact({ profile }),
    ],
    question: { type: "form", schema, values },
    ...(refusal === undefined ? {} : { refusal }),
  });
}
