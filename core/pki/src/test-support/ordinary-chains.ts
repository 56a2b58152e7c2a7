import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from "@peculiar/x509";
import { unknownExtension } from "./extensions.js";
import { caExtensions, issue, rsaKeys } from "./test-authority.js";
import { invalid, line, whole } from "./chain-case.js";
import type { ChainCase, ExpectedChain } from "./chain-case.js";

/** Chains and what is wrong with them: paths, validity, extensions, keys. */

export const ordinaryChains: readonly (readonly [
  string,
  () => Promise<ChainCase>,
  ExpectedChain,
])[] = [
  ["an ordinary chain", () => line({}), whole],
  [
    "a chain whose certificates come in disorder, with others among them",
    async () => {
      const made = await line({});
      const stranger = await issue("Stranger", { extensions: caExtensions() });
      return { ...made, between: [stranger, ...made.between.toReversed()] };
    },
    whole,
  ],
  [
    "a leaf that is itself a root",
    async () => {
      const leaf = await issue("Alone");
      return { leaf, between: [], roots: [leaf] };
    },
    ["CN=Alone"],
  ],
  [
    "a self-signed leaf that nobody trusts",
    async () => ({ leaf: await issue("Alone"), between: [], roots: [await issue("Root")] }),
    { code: "certificates.chain-incomplete", subject: "CN=Alone" },
  ],
  [
    "a missing authority",
    async () => {
      const made = await line({});
      return { ...made, between: made.between.slice(0, 1) };
    },
    { code: "certificates.chain-incomplete", subject: "CN=Inner" },
  ],
  [
    "another root of the same name",
    async () => ({
      ...(await line({})),
      roots: [await issue("Root", { extensions: caExtensions() })],
    }),
    invalid("signature", "CN=Outer"),
  ],
  [
    "an old root of the same name beside the right one",
    async () => {
      const made = await line({});
      return {
        ...made,
        roots: [await issue("Root", { extensions: caExtensions() }), ...made.roots],
      };
    },
    whole,
  ],
  [
    "an expired leaf",
    () => line({ leaf: { to: -1 } }),
    { code: "certificates.expired", subject: "CN=Leaf" },
  ],
  [
    "a leaf that is not valid yet",
    () => line({ leaf: { from: 1 } }),
    { code: "certificates.not-yet-valid", subject: "CN=Leaf" },
  ],
  [
    "an expired authority",
    () => line({ outer: { to: -1 } }),
    { code: "certificates.expired", subject: "CN=Outer" },
  ],
  [
    "an expired root",
    () => line({ root: { to: -1 } }),
    { code: "certificates.expired", subject: "CN=Root" },
  ],
  [
    "an authority without basic constraints",
    () => line({ inner: { extensions: [] } }),
    invalid("basicConstraints", "CN=Inner"),
  ],
  [
    "an authority that says it is none",
    () => line({ inner: { extensions: [new BasicConstraintsExtension(false)] } }),
    invalid("basicConstraints", "CN=Inner"),
  ],
  [
    "an authority whose key may not sign certificates",
    () =>
      line({
        inner: {
          extensions: [
            new BasicConstraintsExtension(true, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.cRLSign, true),
          ],
        },
      }),
    invalid("keyUsage", "CN=Inner"),
  ],
  [
    "an authority without key usage",
    () => line({ inner: { extensions: [new BasicConstraintsExtension(true)] } }),
    whole,
  ],
  [
    "a path length that is just kept",
    () => line({ outer: { extensions: caExtensions(1) }, inner: { extensions: caExtensions(0) } }),
    whole,
  ],
  [
    "a path length that is exceeded",
    () => line({ outer: { extensions: caExtensions(0) } }),
    invalid("pathLength", "CN=Outer"),
  ],
  [
    "a root’s path length that is exceeded",
    () => line({ root: { extensions: caExtensions(0) } }),
    invalid("pathLength", "CN=Root"),
  ],
  [
    "an unknown critical extension of the leaf",
    () => line({ leaf: { extensions: [unknownExtension(true)] } }),
    invalid("criticalExtension", "CN=Leaf"),
  ],
  [
    "an unknown critical extension of an authority",
    () => line({ outer: { extensions: [...caExtensions(), unknownExtension(true)] } }),
    invalid("criticalExtension", "CN=Outer"),
  ],
  [
    "an unknown extension that is not critical",
    () => line({ leaf: { extensions: [unknownExtension(false)] } }),
    whole,
  ],
  [
    "basic constraints that cannot be decoded",
    () =>
      line({
        outer: { extensions: [new Extension("2.5.29.19", true, Uint8Array.of(0x04, 0x01, 0x00))] },
      }),
    invalid("malformedExtension", "CN=Outer"),
  ],
  [
    "a leaf signed over SHA-1",
    async () =>
      line({
        inner: { extensions: caExtensions(), keys: await rsaKeys(2048, "SHA-1") },
        leaf: { hash: "SHA-1" },
      }),
    invalid("weakSignature", "CN=Leaf"),
  ],
  [
    "an RSA key of 1024 bits",
    async () => line({ leaf: { keys: await rsaKeys(1024) } }),
    invalid("weakKey", "CN=Leaf"),
  ],
  [
    "an authority with an RSA key of 1024 bits",
    async () => line({ inner: { extensions: caExtensions(), keys: await rsaKeys(1024) } }),
    invalid("weakKey", "CN=Inner"),
  ],

  ["an RSA key of 2048 bits", async () => line({ leaf: { keys: await rsaKeys(2048) } }), whole],
];
