import type { CommonNameKind, Order } from "../order.js";
import { notOpen } from "../order-register.js";
import { tilesOf } from "../order.js";
import type { SmimeSubject } from "../partner-orders.js";
import { PortalError } from "../../shared/portal-error.js";

/** A field of the subject that the customer may or must have in the certificate. */
export interface CertificateField {
  readonly name: string;
  readonly value: string;
  readonly mandatory: boolean;
}

/** What can be chosen for a certificate. */
export interface CertificateChoice {
  readonly commonNames: readonly { readonly kind: CommonNameKind; readonly value: string }[];
  readonly fields: readonly CertificateField[];
}

/** @throws PortalError `step.not-open` before data and mailbox are verified. */
export function certificateChoice(order: Order): CertificateChoice {
  const verified = order.data?.verified;
  const address = order.email?.address;
  if (
    tilesOf(order).activation === "not-available" ||
    verified === undefined ||
    address === undefined
  )
    throw notOpen("not-available");
  const field = (name: string, value: string, mandatory = false): CertificateField => ({
    name,
    value,
    mandatory,
  });
  return {
    commonNames: [
      { kind: "organization", value: verified.organization },
      { kind: "mailbox", value: address },
    ],
    fields: [
      field("E", address, true),
      field("O", verified.organization, true),
      field("L", verified.locality),
      field("SP", verified.state),
      field("C", verified.country),
      field("organizationIdentifier", verified.organizationIdentifier, true),
    ],
  };
}

/** @throws PortalError `common-name.missing`. */
export function chosenCommonName({ commonNames }: CertificateChoice, kind: string): CommonNameKind {
  const chosen = commonNames.find((candidate) => candidate.kind === kind);
  if (chosen === undefined)
    throw new PortalError(400, "common-name.missing", "Please choose a common name.", kind);
  return chosen.kind;
}

/** @throws PortalError `field.unknown`, `field.mandatory` (detail: the name). */
export function chosenFields({ fields }: CertificateChoice, names: readonly string[]): string[] {
  for (const name of names)
    if (!fields.some((field) => field.name === name))
      throw new PortalError(400, "field.unknown", "There is no such field.", name);
  for (const { name, mandatory } of fields)
    if (mandatory && !names.includes(name))
      throw new PortalError(400, "field.mandatory", "This field cannot be left out.", name);
  return [...names];
}

/** The subject of the certificate that was asked for. */
export function subjectFor(order: Order): SmimeSubject {
  const { commonNames, fields } = certificateChoice(order);
  const chosen = order.activation?.fields ?? [];
  const value = (name: string): string =>
    chosen.includes(name) ? (fields.find((field) => field.name === name)?.value ?? "") : "";
  return {
    commonName: commonNames.find(({ kind }) => kind === order.activation?.commonName)?.value ?? "",
    organization: value("O"),
    organizationIdentifier: value("organizationIdentifier"),
    email: value("E"),
    locality: value("L"),
    state: value("SP"),
    country: value("C"),
  };
}
