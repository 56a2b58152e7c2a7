import { message, waiting, type Message, type Outcome, type Refusal } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import { contact } from "./panel-order-texts.js";

/** Why a typed mailbox is not taken. One address, RFC 5321 4.5.3.1 lengths. */
export function refusalOfAddress(address: string): Refusal | undefined {
  if (/[,;\s]/.test(address) && address.split("@").length > 2) {
    return { code: "certum.email.one", params: { detail: address } };
  }
  const [local = "", domain = "", more] = address.split("@");
  const fits =
    more === undefined &&
    /^[^\s@,;<>()[\]\\"]{1,64}$/u.test(local) &&
    /^(?=.{1,253}$)[^\s@,;.]+(\.[^\s@,;.]+)+$/u.test(domain);
  return fits ? undefined : { code: "certum.email.invalid", params: { detail: address } };
}

/** Upper and lower case are the same to Certum. `docs/portal.md`, "Orders". */
export function isSameMailbox(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Asks for the mailbox. */
export function askAddress(
  { profile }: CertumRenewal,
  asked: {
    readonly key: string;
    readonly address: string;
    /** What is said about it. */
    readonly rule?: Message | undefined;
    readonly refusal?: Refusal | undefined;
    /** Seconds; see `WaitForPerson`. */
    readonly lookEvery?: number | undefined;
  },
): Outcome<never> {
  const { key, address, rule = message("certum.email.rule"), refusal, lookEvery } = asked;
  return waiting({
    key,
    for: "person",
    text: message("certum.email"),
    instructions: [rule, contact({ profile })],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          address: {
            type: "string",
            title: "certum.field.address",
            format: "email",
            maxLength: 255,
          },
        },
        required: ["address"],
        additionalProperties: false,
      },
      values: { address },
    },
    ...(lookEvery === undefined ? {} : { lookEvery }),
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** The mailbox that was typed under the key, or the wait for it. */
export function typedAddress(
  renewal: CertumRenewal,
  key: string,
  shown: string,
  more: { readonly rule?: Message | undefined; readonly lookEvery?: number } = {},
): string | Outcome<never> {
  const typed = renewal.answer<{ address: string }>(key);
  if (typed === undefined) return askAddress(renewal, { ...more, key, address: shown });
  const address = typed.address.trim();
  const refusal = refusalOfAddress(address);
  return refusal === undefined ? address : askAddress(renewal, { ...more, key, address, refusal });
}
