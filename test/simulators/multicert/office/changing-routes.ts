import { PortalError } from "../../shared/portal-error.js";
import type { Route } from "../../shared/router.js";
import type { Office } from "./office.js";
import { renewalToJson, serviceToJson } from "./office-json.js";
import { officeRoute, type Asked } from "./office-route.js";
import type { Renewal } from "./renewals.js";
import { hashAlgorithms } from "./signing-desk.js";

/** What changes something: renewals, services, signatures. */
export function changingRoutes(office: Office): Route[] {
  const { renewals, certificates, services, trust, trustClient } = office;
  const shown = (renewal: Renewal): unknown => renewalToJson(renewal, trust, trustClient);
  return [
    officeRoute(
      office,
      ["POST", "certificates/:id/renewals", "renew"],
      (asked) => {
        const reference = asked.input.optionalText("reference") ?? "";
        return shown(renewals.start(asked.operator, asked.certificate(), reference));
      },
      { status: 201, counted: "renewals" },
    ),
    officeRoute(
      office,
      ["POST", "renewals/:id/authorization", "authorization"],
      (asked) => {
        const renewal = asked.renewal();
        const { input } = asked;
        const given = { credentialId: input.text("credentialId"), sad: input.text("sad") };
        renewals.complete(renewal, given);
        return shown(renewal);
      },
      { counted: "authorizations" },
    ),
    officeRoute(
      office,
      ["POST", "renewals/:id/cancel", "cancel"],
      (asked) => {
        const renewal = asked.renewal();
        renewals.cancel(renewal);
        return shown(renewal);
      },
      { counted: "cancellations" },
    ),
    officeRoute(
      office,
      ["PUT", "services/:id/status", "status"],
      (asked) => {
        const service = asked.service();
        const reference = referenceOf(asked);
        const status = asked.input.choice("status", ["Active", "Inactive"] as const);
        const { blocked } = certificates.get(service.certificate).access;
        const { operator } = asked;
        services.change(service, { reference, status, operator }, blocked !== undefined);
        return serviceToJson(service);
      },
      { counted: "statuses" },
    ),
    officeRoute(
      office,
      ["POST", "certificates/:id/signatures", "sign"],
      (asked) => {
        const certificate = asked.certificate();
        const { input } = asked;
        const signature = office.signing.sign(certificate, {
          hash: input.text("hash"),
          hashAlgorithm: input.choice("hashAlgorithm", hashAlgorithms),
          service: input.optionalText("service"),
        });
        return {
          signature: signature.toString("base64"),
          algorithm: "RSASSA-PKCS1-v1_5",
          certificate: certificate.credential.der.toString("base64"),
        };
      },
      { counted: "signatures" },
    ),
  ];
}

function referenceOf({ input }: Asked): string {
  const reference = input.optionalText("reference") ?? "";
  if (reference === "" || reference.length > 64)
    throw new PortalError(400, "reference.missing", "A reference of 1 to 64 characters, please.");
  return reference;
}
