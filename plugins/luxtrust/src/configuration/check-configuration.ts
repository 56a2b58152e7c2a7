import type { ObtainedCertificate, Refusal } from "@perennial/api";
import { isAfter } from "../expiry.js";
import { asTimestamp } from "./configuration-name.js";
import type { Configuration } from "./configuration.js";

/** What a configuration has to be for. */
export interface Expected {
  readonly user: string;
  readonly account: string;
  readonly certificate: Pick<ObtainedCertificate, "spkiHash" | "sha256" | "notBefore">;
  /** Timestamp of the configuration installed last, `yyyyMMddHHmmss`. */
  readonly installed?: string;
}

/**
 * Why a configuration is refused: it must be for this user, this account and the new key, and newer
 * than the one installed. Flow of SOFiE, INSTALL.
 */
export function checkConfiguration(
  configuration: Configuration,
  expected: Expected,
): Refusal | undefined {
  const { user, account, certificate, installed } = expected;
  if (configuration.user.toLowerCase() !== user.toLowerCase()) {
    return {
      code: "luxtrust.configuration-other-user",
      params: { user: configuration.user, expected: user },
    };
  }
  if (configuration.account !== account) {
    return {
      code: "luxtrust.configuration-other-account",
      params: { account: configuration.account, expected: account },
    };
  }
  if (
    configuration.spkiHash !== certificate.spkiHash ||
    configuration.certificateSha256 !== certificate.sha256
  ) {
    return { code: "luxtrust.configuration-other-key", params: { account } };
  }
  // It names the certificate, so it cannot be older than that.
  if (isAfter(certificate.notBefore, configuration.issuedAt)) {
    return {
      code: "luxtrust.configuration-predates-certificate",
      params: { issuedAt: configuration.issuedAt, notBefore: certificate.notBefore },
    };
  }
  if (installed !== undefined && asTimestamp(configuration.issuedAt) <= installed) {
    return {
      code: "luxtrust.configuration-older",
      params: { issuedAt: configuration.issuedAt, installed },
    };
  }
  return undefined;
}
