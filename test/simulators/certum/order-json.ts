import { LINK_VALIDITY } from "./email/email-links.js";
import {
  statusOf,
  tilesOf,
  verifiedUntil,
  type Activation,
  type DataSubmission,
  type EmailSubmission,
  type Order,
  type Organization,
  type Rejection,
} from "./order.js";
import type { IssuedCertificate } from "./partner-orders.js";
import { MAILBOX_REUSE } from "./verified-mailboxes.js";

type Json = Record<string, unknown>;

/** An order as the panel shows it. */
export function orderToJson(order: Order): Json {
  const { number, days, data, email, activation, certificate } = order;
  return {
    number,
    product: { title: `Certum S/MIME Organization, ${days} days`, days },
    status: statusOf(order),
    steps: tilesOf(order),
    ...(data === undefined ? {} : { data: dataToJson(data) }),
    ...(email === undefined ? {} : { email: emailToJson(email) }),
    ...(activation === undefined ? {} : { activation: activationToJson(activation) }),
    ...(certificate === undefined ? {} : { certificate: certificateToJson(certificate) }),
  };
}

/** Organization data that can be used again. */
export function organizationToJson(organization: Organization): Json {
  const { id, organization: name, country, state, locality, registration } = organization;
  return {
    id,
    ...{ organization: name, country, state, locality, registration },
    verifiedOn: organization.verifiedOn.toString(),
    verifiedUntil: verifiedUntil(organization).toString(),
  };
}

function dataToJson(data: DataSubmission): Json {
  const { reference, organization, country, state, locality, registration, verified } = data;
  return {
    ...{ reference, organization, country, state, locality, registration },
    submittedAt: data.submittedAt.toISOString(),
    documents: data.documents.map((document) => ({ ...document, at: document.at.toISOString() })),
    ...(verified === undefined
      ? {}
      : {
          verifiedOn: verified.verifiedOn.toString(),
          verifiedUntil: verifiedUntil(verified).toString(),
        }),
    ...rejectionToJson(data.rejection),
  };
}

function emailToJson({ reference, address, sentAt, verifiedAt }: EmailSubmission): Json {
  return {
    reference,
    address,
    sentAt: sentAt.toISOString(),
    validUntil: later(sentAt, LINK_VALIDITY),
    ...(verifiedAt === undefined
      ? {}
      : {
          verifiedAt: verifiedAt.toISOString(),
          reusableUntil: later(verifiedAt, MAILBOX_REUSE),
        }),
  };
}

function activationToJson(activation: Activation): Json {
  const { reference, spkiHash, commonName, submittedAt, rejection } = activation;
  return {
    ...{ reference, spkiHash, commonName },
    submittedAt: submittedAt.toISOString(),
    ...rejectionToJson(rejection),
  };
}

function certificateToJson({ serial, sha256, issuedAt, notAfter }: IssuedCertificate): Json {
  const [issued, end] = [issuedAt.toISOString(), notAfter.toISOString()];
  return { serial, sha256, issuedAt: issued, notAfter: end };
}

function rejectionToJson(rejection: Rejection | undefined): Json {
  if (rejection === undefined) return {};
  return { rejection: { reason: rejection.reason, at: rejection.at.toISOString() } };
}

function later(instant: Date, milliseconds: number): string {
  return new Date(instant.getTime() + milliseconds).toISOString();
}
