import { PerennialError, type CertificateInfo } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import { issuersOf } from "../commands/keys-export/issuers-of.js";
import { chooseCertificate, type ChosenCertificate } from "./choose-certificate.js";
import type { FoundSigningKey } from "./find-signing-key.js";
import type { FileSigner } from "./sign-file.js";
import { interruptibleSigner } from "./interruptible-signer.js";
import type { SigningKey } from "./signing-key.js";

/** The key that signs, and what signs with it. */
export interface WhoSigns {
  readonly key: SigningKey;
  readonly by: FileSigner;
}

export interface WhoSignsOptions {
  readonly at: Date;
  readonly evenExpired: boolean;
  /** Whether a key without any certificate is of no use. */
  readonly certificateNeeded: boolean;
  readonly hash?: HashAlgorithm;
  readonly interrupt: AbortSignal | undefined;
}

/**
 * Puts together who signs: the certificate that was given, that the profile uses, or that is known of
 * the key; and as many of its issuers' as are at hand.
 * @throws PerennialError as {@link chooseCertificate}, and what the key throws.
 */
export async function whoSigns(
  { key, current }: FoundSigningKey,
  given: readonly CertificateInfo[] | undefined,
  options: WhoSignsOptions,
): Promise<WhoSigns> {
  const { hash, interrupt } = options;
  const candidates = given ?? (current === undefined ? undefined : [current]);
  const chosen = await choose(key, candidates, options);
  const certificate = chosen?.certificate;
  return {
    key,
    by: {
      signer: interruptibleSigner(await key.signer(), interrupt),
      certificate,
      chain: certificate === undefined ? [] : await chainOf(key, certificate, given ?? []),
      evenExpired: chosen?.expired ?? false,
      ...(hash === undefined ? {} : { hash }),
      name: certificate === undefined ? key.label : await commonName(certificate.subject),
    },
  };
}

async function choose(
  key: SigningKey,
  candidates: readonly CertificateInfo[] | undefined,
  { at, evenExpired, certificateNeeded }: WhoSignsOptions,
): Promise<ChosenCertificate | undefined> {
  try {
    return await chooseCertificate(key, candidates, { at, evenExpired });
  } catch (error) {
    if (!certificateNeeded && PerennialError.is(error, "signing.no-certificate")) return undefined;
    throw error;
  }
}

async function chainOf(
  key: SigningKey,
  certificate: CertificateInfo,
  given: readonly CertificateInfo[],
): Promise<readonly Uint8Array[]> {
  const beside = given.map(({ der }) => Buffer.from(der, "base64"));
  const held = await key.issuers(certificate);
  const { chain } = issuersOf(Buffer.from(certificate.der, "base64"), [...beside, ...held]);
  return chain.map(({ raw }) => raw);
}

async function commonName(subject: string): Promise<string> {
  const { commonNameOf } = await import("@perennial/pki");
  return commonNameOf(subject);
}
