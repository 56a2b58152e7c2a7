import "reflect-metadata";
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { TokenKeys, TokenModules } from "@perennial/hardware";
import { attributes, Pkcs11Probe, type Ckr, type ShimFault, type ShimSettings } from "../index.js";
import { CardDesk, label, Person, pin } from "./card-desk.js";

/** CK_CERTIFICATE_CATEGORY: unspecified, and that of an authority (PKCS #11 v2.40, section 4.6.2). */
const unspecified = 0;
const authority = 2;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const wholeYear = { notBefore: new Date("2026-01-01"), notAfter: new Date("2046-01-01") };

/** Two authorities below a root, DER, and what certifies keys. */
async function authorities() {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const issue = async (name: string, issuer: string, publicKey: CryptoKey, signingKey: CryptoKey) =>
    new Uint8Array(
      (
        await x509.X509CertificateGenerator.create({
          subject: `CN=${name}`,
          issuer: `CN=${issuer}`,
          publicKey,
          signingKey,
          signingAlgorithm: algorithm,
          ...wholeYear,
        })
      ).rawData,
    );
  const [root, one, two] = [await newKeys(), await newKeys(), await newKeys()];
  return {
    one: await issue(
      "Issuing One",
      "Root",
      one.publicKey as CryptoKey,
      root.privateKey as CryptoKey,
    ),
    two: await issue(
      "Issuing Two",
      "Root",
      two.publicKey as CryptoKey,
      root.privateKey as CryptoKey,
    ),
    certify: async (spki: string) => {
      const der = Buffer.from(spki, "base64");
      const key = await webcrypto.subtle.importKey("spki", der, algorithm, true, ["verify"]);
      return issue("Ana Pop", "Issuing One", key as CryptoKey, one.privateKey as CryptoKey);
    },
  };
}

describe("Issuers' certificates on a card that will not have them", function () {
  this.timeout(120_000);
  this.slow(5_000);
  let chain: Awaited<ReturnType<typeof authorities>>;
  before(async () => {
    chain = await authorities();
  });

  /** A card with a pair and its certificate, and what is wrong with it from then on. */
  async function installed(desk: CardDesk, settings: ShimSettings = {}) {
    const person = new Person(pin, pin);
    const keys = desk.keys(person);
    const id = await keys.newId();
    const { spki } = await keys.generate({ id, algorithm: "ec-p256", label: "pair" });
    const certificate = await chain.certify(spki);
    await keys.importCertificate({ id, certificate, label: "own" });
    await desk.shim.set(settings);
    await desk.shim.clearCalls();
    return { keys, id, person, certificate };
  }

  const written = async ({ modules }: { readonly modules: TokenModules }) =>
    (await modules.objects(await modules.locate({ label }))).certificates
      .map(({ label: name }) => name)
      .toSorted();

  /** The category that each certificate has, by its label, as another program reads it. */
  async function categories({ hsm }: CardDesk): Promise<Readonly<Record<string, number>>> {
    await using probe = await Pkcs11Probe.open(hsm.modulePath, hsm.environment);
    const session = await probe.session(label, pin);
    await probe.call("C_FindObjectsInit", session, [{ type: attributes.CLASS, value: 1 }]);
    const objects = await probe.call<readonly Buffer[]>("C_FindObjects", session, 10);
    await probe.call("C_FindObjectsFinal", session);
    const found: Record<string, number> = {};
    for (const object of objects) {
      const [name, category, trusted] = await probe.call<readonly { readonly value: Buffer }[]>(
        "C_GetAttributeValue",
        session,
        object,
        [
          { type: attributes.LABEL },
          { type: attributes.CERTIFICATE_CATEGORY },
          { type: attributes.TRUSTED },
        ],
      );
      assert.equal(trusted?.value.readUInt8(0), 0);
      found[String(name?.value)] = Number(category?.value.readBigUInt64LE());
    }
    return found;
  }

  const both = (keys: TokenKeys) => keys.importIssuers([chain.one, chain.two]);

  it("are an authority's, and trusted for nothing, where nothing is wrong", async function () {
    await using desk = await CardDesk.open(this);
    const { keys } = await installed(desk);
    assert.deepEqual(await both(keys), { onToken: 2, leftOut: 0 });
    assert.deepEqual(await categories(desk), {
      own: unspecified,
      "Issuing One": authority,
      "Issuing Two": authority,
    });
  });

  it("are written without their category where the module does not know it", async function () {
    await using desk = await CardDesk.open(this);
    const { keys } = await installed(desk, {
      token: { refusedAttributes: ["CERTIFICATE_CATEGORY"] },
    });
    assert.deepEqual(await both(keys), { onToken: 2, leftOut: 0 });
    // What else it has is not lost with it.
    assert.deepEqual(await categories(desk), {
      own: unspecified,
      "Issuing One": unspecified,
      "Issuing Two": unspecified,
    });
  });

  const refusing: readonly (readonly [string, ShimSettings])[] = [
    ["has no room", { token: { full: true } }],
    [
      "tells that it has no room",
      { token: { memory: { totalPublic: 64_000, freePublic: 3_000 } } },
    ],
    ["is write-protected", { faults: [refused("CKR_TOKEN_WRITE_PROTECTED")] }],
    ["gives read-only sessions", { faults: [refused("CKR_SESSION_READ_ONLY")] }],
    ["wants a login of its officer", { faults: [refused("CKR_USER_NOT_LOGGED_IN")] }],
    ["has no such objects", { faults: [refused("CKR_FUNCTION_NOT_SUPPORTED")] }],
    ["calls everything a general error", { faults: [refused("CKR_GENERAL_ERROR")] }],
    ["has a code of its vendor for it", { faults: [refused(0x80000123)] }],
  ];
  for (const [what, settings] of refusing) {
    it(`are left out and counted where it ${what}, and the certificate stays`, async function () {
      await using desk = await CardDesk.open(this);
      const { keys, id, person } = await installed(desk, settings);
      assert.deepEqual(await both(keys), { onToken: 0, leftOut: 2 });
      await desk.shim.reset();
      assert.deepEqual(await written(desk.services), ["own"]);
      // Neither is the login lost for it, nor the key.
      await (await keys.signer(id)).sign(Buffer.from("x"), "sha256");
      assert.equal(person.questions.length, 1);
      // Once there is room, they are written without a word.
      assert.deepEqual(await both(keys), { onToken: 2, leftOut: 0 });
    });
  }

  it("are written as far as there is room", async function () {
    await using desk = await CardDesk.open(this);
    const second: ShimFault = { ...refused("CKR_DEVICE_MEMORY"), at: 2 };
    const { keys } = await installed(desk, { faults: [second] });
    assert.deepEqual(await both(keys), { onToken: 1, leftOut: 1 });
    assert.deepEqual(await written(desk.services), ["Issuing One", "own"]);
  });

  it("are counted as there where the card wrote one and says that it did not", async function () {
    await using desk = await CardDesk.open(this);
    const all: ShimFault = { call: "C_CreateObject", do: { afterwards: "CKR_FUNCTION_FAILED" } };
    const { keys } = await installed(desk, { faults: [all] });
    assert.deepEqual(await both(keys), { onToken: 2, leftOut: 0 });
    assert.deepEqual(await written(desk.services), ["Issuing One", "Issuing Two", "own"]);
  });

  for (const at of [1, 2]) {
    it(`are completed when the card was pulled at ${at === 1 ? "the first" : "the second"} and is back`, async function () {
      await using desk = await CardDesk.open(this);
      const { keys, id, certificate, person } = await installed(desk, {
        faults: [{ call: "C_CreateObject", at, do: { remove: "before" } }],
      });
      await assert.rejects(both(keys), { code: "token.removed" });
      await desk.shim.insert();
      // As the step does it again: the certificate first, which is there, then the issuers.
      await assert.rejects(keys.importCertificate({ id, certificate, label: "own" }), {
        code: "token.session-lost",
      });
      await keys.importCertificate({ id, certificate, label: "own" });
      assert.deepEqual(await both(keys), { onToken: 2, leftOut: 0 });
      assert.equal(person.questions.length, 2);
      assert.deepEqual(await written(desk.services), ["Issuing One", "Issuing Two", "own"]);
    });
  }

  it("cost nothing but themselves where the module crashes over them", async function () {
    await using desk = await CardDesk.open(this);
    const { keys } = await installed(desk, {
      faults: [{ call: "C_CreateObject", at: 1, do: { crash: "before" } }],
    });
    assert.deepEqual(await both(keys), { onToken: 0, leftOut: 2 });
    assert.deepEqual(await written(desk.services), ["own"]);
  });
});

function refused(value: Ckr | number): ShimFault {
  return { call: "C_CreateObject", do: { return: value } };
}
