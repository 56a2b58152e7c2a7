import { PerennialError } from "@perennial/api";
import {
  isFieldName,
  type CertificateOffer,
  type CommonNameKind,
} from "../rules/certificate-fields.js";
import { objectsIn, stringIn } from "./json-shape.js";

/**
 * What the panel offers for the certificate; `docs/portal.md`, "Certificate activation".
 * @throws PerennialError `certum.portal-changed`.
 */
export function certificateOfferIn(value: unknown, host: string): CertificateOffer {
  const changed = (detail: string) =>
    new PerennialError("certum.portal-changed", { host }, { detail, effect: "none" });
  return {
    commonNames: objectsIn(value, "commonNames", host).map((one) => {
      const kind = kindOf(one["kind"]);
      if (kind === undefined) throw changed("kind of common name");
      return { kind, value: stringIn(one, "value", host) };
    }),
    fields: objectsIn(value, "fields", host).map((one) => {
      const { name, mandatory } = one;
      if (!isFieldName(name)) throw changed("name of field");
      return { name, value: stringIn(one, "value", host), mandatory: mandatory === true };
    }),
  };
}

function kindOf(kind: unknown): CommonNameKind | undefined {
  return kind === "organization" || kind === "mailbox" ? kind : undefined;
}
