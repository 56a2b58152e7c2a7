import type { Elements } from "./partner-client.js";

/** An order before it is placed. */
export interface OrderToPlace {
  /** Chosen by us: `[A-Za-z0-9-]{1,50}`. */
  readonly orderId: string;
  /** For whom the partner orders. */
  readonly customer: string;
  readonly productCode: string;
  /** PEM. */
  readonly csr: string;
  /** The mailbox in the certificate. */
  readonly email: string;
  readonly commonName: string;
  readonly organization: string;
  /** For example `NTRPL-0000012345`. */
  readonly organizationIdentifier?: string;
  readonly locality: string;
  readonly state?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Of the texts that Certum sends, for example `pl`. */
  readonly language: string;
  readonly registration?: { readonly type: string; readonly number: string };
  /** Who asks for it; Certum calls them back. */
  readonly requestor?: {
    readonly firstName: string;
    readonly lastName: string;
    readonly phone?: string;
  };
}

/** Of `quickOrder` and `validateOrderParameters`, in the schema's order. */
export function orderElements(order: OrderToPlace): Elements {
  const { email, requestor, registration } = order;
  return {
    orderParameters: {
      customer: order.customer,
      language: order.language,
      orderID: order.orderId,
      productCode: order.productCode,
      CSR: order.csr,
      email,
      commonName: order.commonName,
      organization: order.organization,
      organizationIdentifier: order.organizationIdentifier,
      locality: order.locality,
      state: order.state,
      country: order.country,
      userAgent: "Perennial",
    },
    requestorInfo: requestor === undefined ? undefined : { email, ...requestor },
    organizationInfo: {
      organizationName: order.organization,
      registrationType: registration?.type,
      registrationNumber: registration?.number,
    },
  };
}

/** Of `renewCertificate`, in the schema's order. */
export function renewalElements(order: OrderToPlace, serial: string): Elements {
  return {
    orderID: order.orderId,
    customer: order.customer,
    productCode: order.productCode,
    CSR: order.csr,
    serialNumber: serial,
    email: order.email,
  };
}
