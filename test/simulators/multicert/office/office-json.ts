import type { TrustService } from "../trust/trust-service.js";
import { signaturesLimit } from "./access-grant.js";
import type { OfficeCertificate } from "./certificate-register.js";
import type { Operator } from "./office-options.js";
import { renewalSignatures, type Renewal } from "./renewals.js";
import type { ClientService } from "./service-register.js";

type Json = Record<string, unknown>;

/** The base address of the CSC API with the version that the back office speaks. */
export function cscUrl(trust: TrustService): string {
  const [version = "v1"] = trust.options.versions;
  return new URL(`${trust.options.path}${version}/`, trust.url).href;
}

export function operatorToJson({ account: _account, ...operator }: Operator): Json {
  return operator;
}

export function certificateToJson(certificate: OfficeCertificate, trust: TrustService): Json {
  const { id, name, credentialId, credential, access } = certificate;
  const { blocked } = access;
  const { subject, issuer, serialNumber, notBefore, notAfter } = credential.certificate;
  return {
    ...{ id, name, subject, issuer, serial: serialNumber, sha256: credential.sha256 },
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    authority: { name: trust.options.name, cscUrl: cscUrl(trust) },
    credentialId,
    access: {
      state: blocked === undefined ? "Active" : "Blocked",
      grantedAt: access.grantedAt.toISOString(),
      expiresAt: access.expiresAt.toISOString(),
      signatures: access.signatures,
      signaturesLimit,
      grants: access.grants,
      ...(blocked === undefined
        ? {}
        : { blocked: { at: blocked.at.toISOString(), by: blocked.by } }),
    },
  };
}

export function serviceToJson({ id, name, certificate, status, changes }: ClientService): Json {
  const last = changes.at(-1);
  return {
    ...{ id, name, certificate, status },
    ...(last === undefined ? {} : { lastChange: { ...last, at: last.at.toISOString() } }),
  };
}

export function renewalToJson(renewal: Renewal, trust: TrustService, trustClient: string): Json {
  const { id, reference, certificate, credentialId, operator, state, completedAt } = renewal;
  return {
    ...{ id, reference, certificate, operator, state },
    startedAt: renewal.startedAt.toISOString(),
    validUntil: renewal.validUntil.toISOString(),
    ...(completedAt === undefined ? {} : { completedAt: completedAt.toISOString() }),
    authorization: {
      cscUrl: cscUrl(trust),
      clientId: trustClient,
      credentialId,
      numSignatures: renewalSignatures,
      description: `Sign'Stash's access to ${certificate}`,
    },
  };
}
