import type { Requests } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { CertificateData } from "../steps/certificate-data.js";
import { OrganizationData } from "../steps/organization-data.js";
import type { RequestToSubmit } from "../ways/activation-desk.js";
import type { Organization } from "../ways/data-desk.js";
import type { OrderToPlace } from "./order-elements.js";
import type { OrderKind } from "./own-orders.js";
import { requireFields } from "./required-fields.js";

/**
 * A new order in the place of a renewal needs a product of its own.
 * @throws PerennialError `certum.partner-profile`.
 */
export function requireProduct(renewal: CertumRenewal, kind: OrderKind): void {
  if (kind === "new") requireFields(renewal, ["productCode"]);
}

/** The order of a request, its subject as the request states it. */
export async function orderOf(
  requests: Requests,
  renewal: CertumRenewal,
  { request, kind, orderId }: { request: RequestToSubmit; kind: OrderKind; orderId: string },
): Promise<OrderToPlace> {
  const { profile } = renewal;
  const { attributes } = await requests.read(Buffer.from(request.pem).toString("base64"));
  const stated = (type: string) => attributes.find((attribute) => attribute.type === type)?.value;
  const data: Partial<Organization> = renewal.outputIfDone(OrganizationData) ?? {};
  const organization = stated("O") ?? data.organization ?? profile.organization ?? "";
  const state = stated("ST") ?? data.state ?? "";
  const { registration } = data;
  const organizationIdentifier =
    stated("organizationIdentifier") ??
    renewal.outputIfDone(CertificateData)?.fields.organizationIdentifier;
  const { productCode = "", renewalProductCode = "", partnerCustomer = "" } = profile;
  return {
    orderId,
    customer: partnerCustomer,
    productCode: kind === "renew" ? renewalProductCode : productCode,
    csr: request.pem,
    email: profile.email,
    commonName: stated("CN") ?? organization,
    organization,
    ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
    locality: stated("L") ?? data.locality ?? "",
    ...(state === "" ? {} : { state }),
    country: stated("C") ?? data.country ?? "",
    language: "pl",
    ...(registration === undefined || registration === null ? {} : { registration }),
    ...requestorOf(profile),
  };
}

function requestorOf(profile: CertumProfile): Pick<OrderToPlace, "requestor"> {
  const { requestorFirstName, requestorLastName, requestorPhone } = profile;
  if ((requestorFirstName ?? "") === "" || (requestorLastName ?? "") === "") return {};
  return {
    requestor: {
      firstName: requestorFirstName ?? "",
      lastName: requestorLastName ?? "",
      ...(requestorPhone === undefined || requestorPhone === "" ? {} : { phone: requestorPhone }),
    },
  };
}
