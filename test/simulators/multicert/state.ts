import { mailToJson } from "../shared/mailbox.js";
import { certificateToJson, renewalToJson, serviceToJson } from "./office/office-json.js";
import type { OfficeCertificate } from "./office/certificate-register.js";
import type { Credential } from "./trust/credential.js";
import type { MulticertWorld } from "./world.js";

/** A certificate as the simulator's user sees it. */
export function certificateForOperator(
  { trust }: MulticertWorld,
  certificate: OfficeCertificate,
): Record<string, unknown> {
  const { account, renewal } = certificate;
  return { ...certificateToJson(certificate, trust), account, renewal };
}

/** A credential with its locks; neither PIN nor code. */
export function credentialForOperator(credential: Credential): Record<string, unknown> {
  const { pin: _pin, ...options } = credential.options;
  const { pinLocked, otpLocked, enabled } = credential;
  return { ...options, pinLocked, otpLocked, enabled };
}

/** The whole state as plain data; what a test asks after it killed a client. */
export function stateOf(world: MulticertWorld): Record<string, unknown> {
  const { clock, counters, office, trust, mailbox, faults } = world;
  const certificates = office.certificates.list();
  const renewals = office.renewals.list();
  return {
    clock: { now: clock.now().toISOString(), mode: clock.mode },
    counters: counters.toJSON(),
    certificates: certificates.map((certificate) => certificateForOperator(world, certificate)),
    services: office.services.list().map((service) => ({
      ...serviceToJson(service),
      variant: service.variant,
      changes: service.changes.map((change) => ({ ...change, at: change.at.toISOString() })),
    })),
    operators: office.operators.list(),
    renewals: renewals.map((renewal) => renewalToJson(renewal, trust, office.trustClient)),
    renewalsPerReference: count(renewals.map(({ reference }) => reference)),
    grantsPerCertificate: Object.fromEntries(
      certificates.map(({ id, access }) => [id, access.grants]),
    ),
    changesPerReference: count(
      office.services
        .list()
        .flatMap(({ changes }) => changes.flatMap(({ reference }) => reference ?? [])),
    ),
    officeTokens: office.operators.livingTokens(),
    trust: {
      callback: trust.callback,
      tokens: trust.grants.living(),
      credentials: trust.credentials.map(credentialForOperator),
      accounts: trust.accounts.map(({ user, email }) => ({
        ...{ user, email },
        closed: trust.lock.isClosed(user),
      })),
    },
    mails: mailbox.list().map(mailToJson),
    faults: faults.list(),
  };
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
