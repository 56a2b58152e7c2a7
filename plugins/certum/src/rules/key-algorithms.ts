import type { KeyAlgorithm } from "@perennial/api";

/** Keys that Certum certifies and Perennial makes, as the manifest has them. */
export const keyAlgorithms = [
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ec-p256",
  "ec-p384",
  "ec-p521",
] as const satisfies readonly KeyAlgorithm[];

/**
 * What is offered of what a card can make: the preferred one first.
 * @param able empty where the card could not be asked: then everything is offered.
 */
export function offeredAlgorithms(
  able: readonly KeyAlgorithm[],
  preferred: KeyAlgorithm,
): readonly KeyAlgorithm[] {
  const offered = keyAlgorithms.filter((one) => able.length === 0 || able.includes(one));
  return [
    ...offered.filter((one) => one === preferred),
    ...offered.filter((one) => one !== preferred),
  ];
}
