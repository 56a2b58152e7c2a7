import type { Route } from "../../shared/router.js";
import type { Office } from "./office.js";
import { certificateToJson, operatorToJson, renewalToJson, serviceToJson } from "./office-json.js";
import { officeRoute } from "./office-route.js";

/** What may be looked at. */
export function readingRoutes(office: Office): Route[] {
  const { operators, certificates, services, renewals, trust, trustClient } = office;
  return [
    officeRoute(office, ["GET", "me", "me"], ({ operator }) => ({
      account: operators.account(operator.account),
      operator: operatorToJson(operator),
    })),
    officeRoute(office, ["GET", "operators", "operators"], ({ operator }) => ({
      operators: operators.ofAccount(operator.account).map(operatorToJson),
    })),
    officeRoute(office, ["GET", "certificates", "certificates"], ({ operator }) => ({
      certificates: certificates
        .ofAccount(operator.account)
        .map((certificate) => certificateToJson(certificate, trust)),
    })),
    officeRoute(office, ["GET", "certificates/:id", "certificate"], (asked) =>
      certificateToJson(asked.certificate(), trust),
    ),
    officeRoute(office, ["GET", "certificates/:id/services", "services"], (asked) => ({
      services: services.ofCertificate(asked.certificate().id).map(serviceToJson),
    })),
    officeRoute(office, ["GET", "services/:id", "service"], (asked) =>
      serviceToJson(asked.service()),
    ),
    officeRoute(office, ["GET", "renewals", "find-renewal"], ({ operator, query }) => ({
      renewals: renewals
        .byReference(operator.account, query.get("reference") ?? "")
        .map((renewal) => renewalToJson(renewal, trust, trustClient)),
    })),
    officeRoute(office, ["GET", "renewals/:id", "renewal"], (asked) =>
      renewalToJson(asked.renewal(), trust, trustClient),
    ),
  ];
}
