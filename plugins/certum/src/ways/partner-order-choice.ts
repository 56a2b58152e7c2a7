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
import { requireFields } from "../partner/required-fields.js";
import { statedAs } from "../rules/current-subject.js";
import type { ChosenOrder, OrderChoice } from "./order-choice.js";
import { contact } from "./panel-order-texts.js";

type Kind = "renew" | "new" | "reissue";
type Typed = { readonly kind: Kind };

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
    const { current } = renewal;
    const valid = current !== undefined && Date.parse(current.notAfter) > (await this.now());
    let refused: Refusal | undefined;
    for (let turn = 1; ; turn += 1) {
      const key = turn === 1 ? "order-kind" : `order-kind:${turn}`;
      const typed = renewal.answer<Typed>(key);
      if (typed === undefined) {
        return ask(renewal, key, refused === undefined && valid ? "renew" : "new", refused);
      }
      const { kind } = typed;
      const refusal = refusalOf(renewal, valid, kind);
      if (refusal !== undefined) return ask(renewal, key, kind, refusal);
      if (kind !== "reissue") return this.chosen(renewal, kind);
      const agreed = renewal.answer<"reissue" | "other">(`reissue:${turn}`);
      if (agreed === undefined) return askAboutReissue(renewal, `reissue:${turn}`);
      if (agreed === "reissue") return this.chosen(renewal, kind);
      refused = { code: "certum.reissue-not-confirmed", params: {} };
    }
  }

  private async chosen(renewal: CertumRenewal, kind: Kind): Promise<Outcome<ChosenOrder>> {
    const { current, profile } = renewal;
    requireFields(renewal, needed[kind]);
    const serial = current === undefined ? null : await this.serialOf(current.der);
    const days = Number(profile.product ?? defaults.product);
    return done<ChosenOrder>({ kind, number: null, days, serial }, [
      message("certum.order-kind.chosen", { kind, days }),
    ]);
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

/** Error 2003: no renewal after expiry, nor a reissue. */
function refusalOf({ current }: CertumRenewal, valid: boolean, kind: Kind): Refusal | undefined {
  if (kind === "new" || valid) return undefined;
  if (current === undefined) return { code: "certum.no-current-certificate", params: { kind } };
  return { code: "certum.current-expired", params: { kind, notAfter: current.notAfter } };
}

/** A reissue revokes the certificate that is in use. */
function askAboutReissue({ profile }: CertumRenewal, key: string): Outcome<never> {
  const values = ["reissue", "other"] as const;
  return waiting({
    key,
    for: "person",
    text: message("certum.order-kind.reissue.ask"),
    instructions: [contact({ profile })],
    question: {
      type: "choice",
      options: values.map((value) => ({
        value,
        label: message(`certum.order-kind.reissue.${value === "other" ? "no" : "yes"}`),
      })),
    },
  });
}

function ask(
  { profile, current }: CertumRenewal,
  key: string,
  kind: Kind,
  refusal?: Refusal,
): Outcome<never> {
  const known =
    current === undefined
      ? []
      : [
          message("certum.order-kind.current", {
            subject: statedAs(current.subject, "CN") ?? current.subject,
            notAfter: current.notAfter,
          }),
        ];
  return waiting({
    key,
    for: "person",
    text: message("certum.order-kind"),
    instructions: [
      ...known,
      message("certum.order-kind.renew.rule"),
      message("certum.order-kind.reissue.rule"),
      contact({ profile }),
    ],
    question: { type: "form", schema, values: { kind } },
    ...(refusal === undefined ? {} : { refusal }),
  });
}
