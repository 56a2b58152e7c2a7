import {
  done,
  injectable,
  message,
  waiting,
  type FormSchema,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { defaults, type CertumRenewal } from "../profile.js";
import { orderNumberPattern, orderNumberRefusal } from "./order-number.js";
import type { ChosenOrder, OrderChoice } from "./order-choice.js";
import { contact, panelPage } from "./panel-order-texts.js";

type Typed = { readonly number: string; readonly product: "365" | "730" };

const schema: FormSchema = {
  type: "object",
  properties: {
    number: {
      type: "string",
      title: "certum.field.number",
      description: "certum.field.number.hint",
      pattern: orderNumberPattern,
      patternTitle: "certum.field.number.pattern",
    },
    product: {
      type: "string",
      title: "certum.field.product",
      enum: ["365", "730"],
      enumTitles: ["certum.profile.product.365", "certum.profile.product.730"],
    },
  },
  required: ["number", "product"],
  additionalProperties: false,
};

/** The person reads the order's number on the product tile. */
@injectable()
export class AssistedOrderChoice implements OrderChoice {
  async choose(renewal: CertumRenewal): Promise<Outcome<ChosenOrder>> {
    const typed = renewal.answer<Typed>("order");
    const product = renewal.profile.product ?? defaults.product;
    if (typed === undefined) return ask(renewal, { product });
    const number = typed.number.trim();
    const refusal = orderNumberRefusal(number);
    if (refusal !== undefined) return ask(renewal, typed, refusal);
    const order = {
      kind: "activation",
      number,
      days: Number(typed.product),
      serial: null,
    } as const;
    return done<ChosenOrder>(order, [message("certum.order-chosen", { number })]);
  }
}

function ask(
  { profile }: CertumRenewal,
  values: { readonly [field: string]: string },
  refusal?: Refusal,
): Outcome<never> {
  return waiting({
    key: "order",
    for: "person",
    text: message("certum.order"),
    instructions: [
      message("certum.order.open"),
      message("certum.order.tile"),
      contact({ profile }),
    ],
    pages: [panelPage({ profile })],
    question: { type: "form", schema, values },
    ...(refusal === undefined ? {} : { refusal }),
  });
}
