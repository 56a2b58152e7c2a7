import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { infoOf, instant } from "../certificates/certificate-info.js";
import { buildChain } from "../chain/build-chain.js";
import { refusal, remark } from "../signing/signature-report.js";
import type { SignatureFinding, TrustRules } from "../signing/signature-report.js";
import { maySign } from "./may-sign.js";

/** Clocks differ: a signature from this many milliseconds ahead is not from the future. */
const clockDifference = 5 * 60 * 1000;

/**
 * Judges who signed: the chain to one of the roots, and whether the certificate may sign.
 * @param claimed the time that the signature claims.
 */
export async function judgeSigner(
  signer: X509Certificate,
  certificates: readonly X509Certificate[],
  claimed: Date | null,
  { roots, at, atSigningTime = false, anySigner = false }: TrustRules,
): Promise<{
  readonly chain: readonly Uint8Array[];
  readonly findings: readonly SignatureFinding[];
}> {
  const findings: SignatureFinding[] = [];
  const { subject } = infoOf(signer);
  const future = claimed !== null && claimed.getTime() > at.getTime() + clockDifference;
  if (future) {
    findings.push(
      remark(new PerennialError("signatures.time-in-future", { time: instant(claimed) })),
    );
  }
  if (anySigner) return { chain: [], findings };
  if (!(await maySign(signer))) {
    findings.push(refusal(new PerennialError("signatures.wrong-usage", { subject })));
  }
  const judgedAt = atSigningTime && claimed !== null && !future ? claimed : at;
  try {
    const intermediates = certificates.map(({ raw }) => raw);
    const chain = await buildChain({
      certificate: signer.raw,
      intermediates,
      roots,
      at: judgedAt,
    });
    return { chain, findings };
  } catch (cause) {
    if (!PerennialError.is(cause)) throw cause;
    findings.push(refusal(new PerennialError("signatures.untrusted", { subject }, { cause })));
    return { chain: [], findings };
  }
}
