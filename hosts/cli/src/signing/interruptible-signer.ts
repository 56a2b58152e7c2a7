import { PerennialError } from "@perennial/api";
import type { Signer } from "@perennial/pki";

/**
 * A key that takes its time does not keep Ctrl-C waiting: the answer is not waited for any longer,
 * and ending the run ends the process of its token.
 */
export function interruptibleSigner(signer: Signer, interrupt: AbortSignal | undefined): Signer {
  if (interrupt === undefined) return signer;
  const { signDigest, signStream } = signer;
  return {
    spki: signer.spki,
    algorithm: signer.algorithm,
    sign: (data, hash) => unless(interrupt, () => signer.sign(data, hash)),
    ...(signDigest === undefined
      ? {}
      : {
          signDigest: (digest, hash) =>
            unless(interrupt, () => signDigest.call(signer, digest, hash)),
        }),
    ...(signStream === undefined
      ? {}
      : {
          signStream: (content, hash) =>
            unless(interrupt, () => signStream.call(signer, content, hash)),
        }),
  };
}

/** @throws PerennialError `signing.interrupted`. */
async function unless<T>(interrupt: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new PerennialError("signing.interrupted"));
  if (interrupt.aborted) stop();
  interrupt.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, interrupt.aborted ? promise : work()]);
  } finally {
    interrupt.removeEventListener("abort", stop);
  }
}
