import { SubjectAlternativeNameExtension } from "@peculiar/x509";
import type { JsonGeneralNames } from "@peculiar/x509";
import {
  inhibitAnyPolicy,
  nameConstraints,
  policies,
  policyMapping,
  requireExplicitPolicy,
} from "./extensions.js";
import { caExtensions } from "./test-authority.js";
import { invalid, line, whole } from "./chain-case.js";
import type { ChainCase, ExpectedChain } from "./chain-case.js";

/** Chains whose names or policies are constrained. */

const names = (...list: JsonGeneralNames) => new SubjectAlternativeNameExtension(list);

export const constrainedChains: readonly (readonly [
  string,
  () => Promise<ChainCase>,
  ExpectedChain,
])[] = [
  [
    "a leaf within the names its authority may use",
    () =>
      line({
        outer: {
          extensions: [
            ...caExtensions(),
            nameConstraints([
              { kind: "dns", base: "example.lu" },
              { kind: "email", base: ".example.lu" },
              { kind: "ip", base: "0a000000ff000000" },
            ]),
          ],
        },
        leaf: {
          extensions: [
            names(
              { type: "dns", value: "www.example.lu" },
              { type: "dns", value: "EXAMPLE.lu" },
              { type: "email", value: "zoe@mail.example.lu" },
              { type: "ip", value: "10.1.2.3" },
            ),
          ],
        },
      }),
    whole,
  ],
  ...(
    [
      [
        "a DNS name",
        { kind: "dns", base: "example.lu" },
        { type: "dns", value: "example.lu.evil.org" },
      ],
      [
        "a DNS name that only ends alike",
        { kind: "dns", base: "example.lu" },
        { type: "dns", value: "notexample.lu" },
      ],
      [
        "an e-mail",
        { kind: "email", base: "example.lu" },
        { type: "email", value: "zoe@mail.example.lu" },
      ],
      ["an address", { kind: "ip", base: "0a000000ff000000" }, { type: "ip", value: "11.0.0.1" }],
      [
        "a URI",
        { kind: "uri", base: "example.lu" },
        { type: "url", value: "https://evil.org/example.lu" },
      ],
    ] as const
  ).map(
    ([title, constraint, name]) =>
      [
        `${title} outside the names its authority may use`,
        () =>
          line({
            outer: { extensions: [...caExtensions(), nameConstraints([constraint])] },
            leaf: { extensions: [names(name)] },
          }),
        invalid("nameConstraints", "CN=Leaf"),
      ] as const,
  ),
  [
    "an excluded DNS name",
    () =>
      line({
        root: {
          extensions: [
            ...caExtensions(),
            nameConstraints([], [{ kind: "dns", base: "example.lu" }]),
          ],
        },
        leaf: { extensions: [names({ type: "dns", value: "a.example.lu" })] },
      }),
    invalid("nameConstraints", "CN=Leaf"),
  ],
  [
    "an e-mail in the subject outside the permitted ones",
    () =>
      line({
        outer: {
          extensions: [...caExtensions(), nameConstraints([{ kind: "email", base: "example.lu" }])],
        },
        leaf: { subject: "CN=Leaf, E=zoe@evil.org" },
      }),
    invalid("nameConstraints", "emailAddress=zoe@evil.org,CN=Leaf"),
  ],
  [
    "an explicit policy that all have",
    () =>
      line({
        outer: { extensions: [...caExtensions(), policies("1.2.3"), requireExplicitPolicy(0)] },
        inner: { extensions: [...caExtensions(), policies("1.2.3", "1.2.4")] },
        leaf: { extensions: [policies("1.2.3")] },
      }),
    whole,
  ],
  [
    "an explicit policy that the leaf has not",
    () =>
      line({
        outer: { extensions: [...caExtensions(), policies("1.2.3"), requireExplicitPolicy(0)] },
        inner: { extensions: [...caExtensions(), policies("1.2.3")] },
        leaf: { extensions: [policies("1.2.4")] },
      }),
    invalid("policy", "CN=Leaf"),
  ],
  [
    "an explicit policy that is mapped to the leaf's",
    () =>
      line({
        outer: {
          extensions: [
            ...caExtensions(),
            policies("1.2.3"),
            requireExplicitPolicy(0),
            policyMapping("1.2.3", "1.2.9"),
          ],
        },
        inner: { extensions: [...caExtensions(), policies("1.2.9")] },
        leaf: { extensions: [policies("1.2.9")] },
      }),
    whole,
  ],
  [
    "an explicit policy, met by any policy where that is inhibited",
    () =>
      line({
        outer: {
          extensions: [
            ...caExtensions(),
            policies("1.2.3"),
            requireExplicitPolicy(0),
            inhibitAnyPolicy(0),
          ],
        },
        inner: { extensions: [...caExtensions(), policies("2.5.29.32.0")] },
        leaf: { extensions: [policies("1.2.3")] },
      }),
    invalid("policy", "CN=Inner"),
  ],
  [
    "different policies where none is required",
    () =>
      line({
        inner: { extensions: [...caExtensions(), policies("1.2.3")] },
        leaf: { extensions: [policies("1.2.4")] },
      }),
    whole,
  ],
];
