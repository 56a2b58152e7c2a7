import { message, type JsonObject, type Refusal, type WaitForPerson } from "@perennial/api";
import {
  fieldTitle,
  type CertificateOffer,
  type MarkedFields,
} from "../rules/certificate-fields.js";

/**
 * Asks which common name and which fields the certificate has. Manual, "Certificate data": "Some of
 * the fields are mandatory and there is no option to uncheck them."
 */
export function askCertificateData(
  key: string,
  offer: CertificateOffer,
  asked: { readonly values?: MarkedFields; readonly refusal?: Refusal } = {},
): WaitForPerson {
  const { values, refusal } = asked;
  // A mandatory field that somebody unmarked stands marked again.
  const marked = offer.fields.map(({ name, mandatory }): [string, boolean] => [
    name,
    mandatory || values?.[name] !== false,
  ]);
  const [first, ...more] = offer.commonNames;
  const only = more.length === 0 ? first?.kind : undefined;
  const commonName = offer.commonNames.find(({ kind }) => kind === (values?.commonName ?? only));
  return {
    key,
    for: "person",
    text: message("certum.certificate-data"),
    instructions: [
      ...offer.commonNames.map(({ kind, value }) =>
        message(`certum.certificate-data.common-name.${kind}`, { value }),
      ),
      ...offer.fields.map(({ name, value, mandatory }) =>
        message("certum.certificate-data.field", {
          field: fieldTitle(name),
          value,
          mandatory: mandatory ? "yes" : "no",
        }),
      ),
    ],
    question: {
      type: "form",
      schema: {
        type: "object",
        properties: {
          commonName: {
            type: "string",
            title: "certum.field.commonName",
            enum: offer.commonNames.map(({ kind }) => kind),
            enumTitles: offer.commonNames.map(({ kind }) => `certum.field.commonName.${kind}`),
          },
          ...Object.fromEntries(
            offer.fields.map(({ name, mandatory }) => [
              name,
              {
                type: "boolean" as const,
                title: `certum.certificate-field.${name}${mandatory ? ".mandatory" : ""}`,
                default: true,
                ...(mandatory ? { readOnly: true } : {}),
              },
            ]),
          ),
        },
        required: ["commonName"],
        additionalProperties: false,
      },
      values: {
        ...Object.fromEntries(marked),
        ...(commonName === undefined ? {} : { commonName: commonName.kind }),
      } satisfies JsonObject,
    },
    ...(refusal === undefined ? {} : { refusal }),
  };
}
