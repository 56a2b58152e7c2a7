import { message, type Message, type Refusal } from "@perennial/api";

/** The fields of a certificate's subject that can be chosen, as Certum names them. */
export const fieldNames = ["E", "O", "organizationIdentifier", "L", "SP", "C"] as const;
export type FieldName = (typeof fieldNames)[number];

export function isFieldName(name: unknown): name is FieldName {
  return fieldNames.some((known) => known === name);
}

/** What may be the common name: the organization or the mailbox. */
export type CommonNameKind = "organization" | "mailbox";

/** What a certificate may state. Manual, "Certificate data". */
export type CertificateOffer = {
  readonly commonNames: readonly { readonly kind: CommonNameKind; readonly value: string }[];
  readonly fields: readonly {
    readonly name: FieldName;
    readonly value: string;
    /** "Some of the fields are required and cannot be unmarked." */
    readonly mandatory: boolean;
  }[];
};

/** What the certificate is to state. */
export type ChosenCertificateData = {
  readonly commonName: CommonNameKind;
  readonly commonNameValue: string;
  /** Values of the marked fields. */
  readonly fields: { readonly [name in FieldName]?: string };
};

/** What a person answers: the common name, and for each field whether it is marked. */
export type MarkedFields = { readonly commonName?: unknown } & { readonly [name: string]: unknown };

/** The chosen data, or why they are refused: `certum.common-name`, `certum.field-mandatory`. */
export function chooseFields(
  offer: CertificateOffer,
  marked: MarkedFields,
): ChosenCertificateData | Refusal {
  const commonName = offer.commonNames.find(({ kind }) => kind === marked.commonName);
  if (commonName === undefined) {
    const values = offer.commonNames.map(({ value }) => value);
    return { code: "certum.common-name", params: { values } };
  }
  const unmarked = offer.fields.filter(
    ({ name, mandatory }) => mandatory && marked[name] === false,
  );
  if (unmarked.length > 0) {
    const fields = unmarked.map(({ name }) => fieldTitle(name));
    return { code: "certum.field-mandatory", params: { fields, count: fields.length } };
  }
  const taken = offer.fields.filter(({ name }) => marked[name] !== false);
  return {
    commonName: commonName.kind,
    commonNameValue: commonName.value,
    fields: Object.fromEntries(taken.map(({ name, value }) => [name, value])),
  };
}

/** What the field is called. */
export function fieldTitle(name: FieldName): Message {
  return message(`certum.certificate-field.${name}`);
}
