import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";
import type { JsonGeneralNames } from "@peculiar/x509";
import { describeWithOpenssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import {
  inhibitAnyPolicy,
  nameConstraints,
  policies,
  policyMapping,
  requireExplicitPolicy,
  unknownExtension,
} from "../test-support/extensions.js";
import { caExtensions, issue, now, rsaKeys } from "../test-support/test-authority.js";
import type { Issued, IssueOptions } from "../test-support/test-authority.js";
import { buildChain } from "./build-chain.js";

/** A leaf, what stands in between, and roots. */
interface Case {
  readonly leaf: Issued;
  readonly between: readonly Issued[];
  readonly roots: readonly Issued[];
}

/** What is expected: the names of the chain, or the code and the rule of the refusal. */
type Expected =
  readonly string[] | { readonly code: string; readonly rule?: string; readonly subject?: string };

const ca = caExtensions;

/** Root, two authorities and a leaf, each with options of its own. */
async function line(options: {
  readonly root?: IssueOptions;
  readonly outer?: IssueOptions;
  readonly inner?: IssueOptions;
  readonly leaf?: IssueOptions;
}): Promise<Case> {
  const root = await issue("Root", { extensions: ca(), ...options.root });
  const outer = await issue("Outer", { extensions: ca(), ...options.outer, issuer: root });
  const inner = await issue("Inner", { extensions: ca(), ...options.inner, issuer: outer });
  const leaf = await issue("Leaf", { ...options.leaf, issuer: inner });
  return { leaf, between: [inner, outer], roots: [root] };
}

const whole = ["CN=Leaf", "CN=Inner", "CN=Outer", "CN=Root"];
const names = (...list: JsonGeneralNames) => new SubjectAlternativeNameExtension(list);
const invalid = (rule: string, subject: string): Expected => ({
  code: "certificates.chain-invalid",
  rule,
  subject,
});

const cases: readonly (readonly [string, () => Promise<Case>, Expected])[] = [
  ["an ordinary chain", () => line({}), whole],
  [
    "a chain whose certificates come in disorder, with others among them",
    async () => {
      const made = await line({});
      const stranger = await issue("Stranger", { extensions: ca() });
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
      roots: [await issue("Root", { extensions: ca() })],
    }),
    invalid("signature", "CN=Outer"),
  ],
  [
    "an old root of the same name beside the right one",
    async () => {
      const made = await line({});
      return { ...made, roots: [await issue("Root", { extensions: ca() }), ...made.roots] };
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
    () => line({ outer: { extensions: ca(1) }, inner: { extensions: ca(0) } }),
    whole,
  ],
  [
    "a path length that is exceeded",
    () => line({ outer: { extensions: ca(0) } }),
    invalid("pathLength", "CN=Outer"),
  ],
  [
    "a root’s path length that is exceeded",
    () => line({ root: { extensions: ca(0) } }),
    invalid("pathLength", "CN=Root"),
  ],
  [
    "an unknown critical extension of the leaf",
    () => line({ leaf: { extensions: [unknownExtension(true)] } }),
    invalid("criticalExtension", "CN=Leaf"),
  ],
  [
    "an unknown critical extension of an authority",
    () => line({ outer: { extensions: [...ca(), unknownExtension(true)] } }),
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
        inner: { extensions: ca(), keys: await rsaKeys(2048, "SHA-1") },
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
    async () => line({ inner: { extensions: ca(), keys: await rsaKeys(1024) } }),
    invalid("weakKey", "CN=Inner"),
  ],
  ["an RSA key of 2048 bits", async () => line({ leaf: { keys: await rsaKeys(2048) } }), whole],
  [
    "a leaf within the names its authority may use",
    () =>
      line({
        outer: {
          extensions: [
            ...ca(),
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
            outer: { extensions: [...ca(), nameConstraints([constraint])] },
            leaf: { extensions: [names(name)] },
          }),
        invalid("nameConstraints", "CN=Leaf"),
      ] as const,
  ),
  [
    "an excluded DNS name",
    () =>
      line({
        root: { extensions: [...ca(), nameConstraints([], [{ kind: "dns", base: "example.lu" }])] },
        leaf: { extensions: [names({ type: "dns", value: "a.example.lu" })] },
      }),
    invalid("nameConstraints", "CN=Leaf"),
  ],
  [
    "an e-mail in the subject outside the permitted ones",
    () =>
      line({
        outer: { extensions: [...ca(), nameConstraints([{ kind: "email", base: "example.lu" }])] },
        leaf: { subject: "CN=Leaf, E=zoe@evil.org" },
      }),
    invalid("nameConstraints", "emailAddress=zoe@evil.org,CN=Leaf"),
  ],
  [
    "an explicit policy that all have",
    () =>
      line({
        outer: { extensions: [...ca(), policies("1.2.3"), requireExplicitPolicy(0)] },
        inner: { extensions: [...ca(), policies("1.2.3", "1.2.4")] },
        leaf: { extensions: [policies("1.2.3")] },
      }),
    whole,
  ],
  [
    "an explicit policy that the leaf has not",
    () =>
      line({
        outer: { extensions: [...ca(), policies("1.2.3"), requireExplicitPolicy(0)] },
        inner: { extensions: [...ca(), policies("1.2.3")] },
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
            ...ca(),
            policies("1.2.3"),
            requireExplicitPolicy(0),
            policyMapping("1.2.3", "1.2.9"),
          ],
        },
        inner: { extensions: [...ca(), policies("1.2.9")] },
        leaf: { extensions: [policies("1.2.9")] },
      }),
    whole,
  ],
  [
    "an explicit policy, met by any policy where that is inhibited",
    () =>
      line({
        outer: {
          extensions: [...ca(), policies("1.2.3"), requireExplicitPolicy(0), inhibitAnyPolicy(0)],
        },
        inner: { extensions: [...ca(), policies("2.5.29.32.0")] },
        leaf: { extensions: [policies("1.2.3")] },
      }),
    invalid("policy", "CN=Inner"),
  ],
  [
    "different policies where none is required",
    () =>
      line({
        inner: { extensions: [...ca(), policies("1.2.3")] },
        leaf: { extensions: [policies("1.2.4")] },
      }),
    whole,
  ],
];

async function outcome({ leaf, between, roots }: Case): Promise<Expected> {
  try {
    const chain = await buildChain({
      certificate: leaf.der,
      intermediates: between.map(({ der }) => der),
      roots: roots.map(({ pem }) => pem),
      at: now,
    });
    const all = [leaf, ...between, ...roots];
    return chain.map((der) => all.find((one) => Buffer.compare(one.der, der) === 0)?.name ?? "?");
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    const { rule, subject } = error.params;
    return {
      code: error.code,
      ...(typeof rule === "string" ? { rule } : {}),
      subject: String(subject),
    };
  }
}

function acceptedByOpenssl({ leaf, between, roots }: Case): Promise<boolean> {
  const files = {
    "leaf.pem": leaf.pem,
    "between.pem": between.map(({ pem }) => pem).join(""),
    "roots.pem": roots.map(({ pem }) => pem).join(""),
  };
  return withFiles(files, (path) => {
    const at = String(Math.floor(now.getTime() / 1000));
    const trust = ["-CAfile", path("roots.pem"), "-no-CApath", "-no-CAstore"];
    const untrusted = between.length === 0 ? [] : ["-untrusted", path("between.pem")];
    const options = ["-attime", at, "-auth_level", "2", "-policy_check", "-policy", "2.5.29.32.0"];
    const { ok } = tryOpenssl(["verify", ...options, ...trust, ...untrusted, path("leaf.pem")]);
    return ok;
  });
}

describe("Chains", function () {
  this.timeout(20_000);

  for (const [title, make, expected] of cases) {
    it(`${Array.isArray(expected) ? "accept" : "refuse"} ${title}`, async () => {
      assert.deepEqual(await outcome(await make()), expected);
    });
  }

  it("judge validity at the given time, both ends included", async () => {
    const made = await line({ leaf: { from: 0, to: 0 } });
    assert.deepEqual(await outcome(made), whole);
  });

  it("know the roots that Node carries", async () => {
    const leaf = await issue("Leaf");
    const request = { certificate: leaf.der, intermediates: [], roots: ["system"], at: now };
    await assert.rejects(buildChain(request), { code: "certificates.chain-incomplete" });
  });

  it("end, however many cross-certificates there are", async () => {
    const keys = (await issue("any")).keys;
    const between: Issued[] = [];
    for (let index = 0; index < 40; index += 1) {
      between.push(await issue("Same", { keys, extensions: ca() }));
    }
    const leaf = await issue("Leaf", { issuer: between[0] ?? assert.fail() });
    const made = { leaf, between, roots: [await issue("Root", { extensions: ca() })] };
    assert.deepEqual(await outcome(made), {
      code: "certificates.chain-incomplete",
      subject: "CN=Same",
    });
  });
});

describeWithOpenssl("Chains, judged by OpenSSL as well", function () {
  this.timeout(20_000);

  // OpenSSL takes the first root of a name and does not look for another.
  const own = new Set(["an old root of the same name beside the right one"]);
  for (const [title, make, expected] of cases.filter(([title]) => !own.has(title))) {
    it(`agrees on ${title}`, async () => {
      assert.equal(await acceptedByOpenssl(await make()), Array.isArray(expected));
    });
  }
});
