import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { PerennialError } from "@perennial/api";
import * as fc from "fast-check";
import { signCades } from "../cades/sign-cades.js";
import { signerFromPrivateKey } from "../signer.js";
import { der, objectIdentifier, sequence } from "../signing/der-writer.js";
import { verifySignature } from "../signing/verify-signature.js";
import { signingAuthority } from "../test-support/signers.js";
import { caExtensions, issue, now } from "../test-support/test-authority.js";
import { attribute, cmsOids } from "./attribute.js";
import { berChildren, readBer } from "./ber.js";
import type { BerItem } from "./ber.js";
import { verifyCms } from "./verify-cms.js";

const content = Buffer.from("what is signed");
const contextZero = 0xa0;
const set = 0x31;
const octets = 0x04;
const constructedOctets = 0x24;

let root: string;
let message: Uint8Array;
/** Version, digest algorithms, content, certificates, signers. */
let fields: readonly BerItem[];

function children(item: BerItem | null | undefined): readonly BerItem[] {
  return berChildren(item ?? undefined) ?? assert.fail("no children");
}

/** The message with some of its fields replaced. */
function withFields(changes: Readonly<Record<number, Uint8Array>>): Uint8Array {
  const all = fields.map(({ encoded }, index) => changes[index] ?? encoded);
  return sequence(objectIdentifier(cmsOids.signedData), der(contextZero, sequence(...all)));
}

/** The message with this content in it, an item of any kind. */
function withContent(item: Uint8Array): Uint8Array {
  return withFields({ 2: sequence(objectIdentifier(cmsOids.data), der(contextZero, item)) });
}

function verify(signature: Uint8Array) {
  return verifySignature({ signature, content, roots: [root], at: now });
}

async function codes(signature: Uint8Array): Promise<readonly string[]> {
  const { signatures } = await verify(signature);
  return signatures.flatMap(({ findings }) => findings.map(({ error }) => error.code));
}

function filled(size: number, pattern: Uint8Array | string): Uint8Array {
  return Buffer.alloc(size, pattern);
}

describe("A message that was made to take all the time or memory", function () {
  this.timeout(120_000);

  before(async () => {
    const authority = await signingAuthority();
    root = authority.root.pem;
    message = await signCades(authority.by(await authority.signer("P-256")), content);
    const [, explicit] = children(readBer(message));
    fields = children(children(explicit)[0]);
    assert.equal(fields.length, 5);
    assert.deepEqual(await codes(withFields({})), []);
  });

  it("is refused with more signatures than 64", async () => {
    const [info] = children(fields[4]);
    const signers = (count: number) =>
      withFields({
        4: der(set, ...Array.from({ length: count }, () => info?.encoded ?? assert.fail())),
      });
    await assert.rejects(verify(signers(65)), {
      code: "signatures.too-many",
      params: { count: 65, max: 64 },
    });
    assert.deepEqual(await codes(signers(64)), []);
    const inbox = verifyCms({ content: signers(65), roots: [root], at: now });
    await assert.rejects(inbox, (error) => {
      assert.ok(PerennialError.is(error, "signatures.invalid"));
      return error.params["reason"] === "signers";
    });
  });

  it("is refused with a content of millions of empty pieces, also in pieces of pieces", async () => {
    const empty = Uint8Array.of(octets, 0);
    const many = filled(2 * 1_100_000, empty);
    const half = der(constructedOctets, many.subarray(0, 1_200_000));
    for (const item of [der(constructedOctets, many), der(constructedOctets, half, half)]) {
      await assert.rejects(verify(withContent(item)), { code: "signatures.not-cms" });
    }
    const letters = Array.from(content, (octet) => der(octets, Uint8Array.of(octet)));
    const whole = der(constructedOctets, ...letters);
    assert.deepEqual(await codes(withContent(whole)), []);
  });

  it("is refused with a content nested without an end", async () => {
    let nested = der(octets, content);
    for (let depth = 0; depth < 30; depth += 1) nested = der(constructedOctets, nested);
    await assert.rejects(verify(withContent(nested)), { code: "signatures.not-cms" });
    const open = filled(40_000, Uint8Array.of(constructedOctets, 0x80));
    await assert.rejects(verify(withContent(open)), { code: "signatures.not-cms" });
  });

  it("is refused with a million certificates, and judged with thousands of the signer's", async () => {
    const tiny = der(contextZero, filled(2 * 1_000_000, Uint8Array.of(0x30, 0)));
    await assert.rejects(verify(withFields({ 3: tiny })), { code: "signatures.not-cms" });
    const [own, ...others] = children(fields[3]).map(({ encoded }) => encoded);
    const again = Array.from({ length: 5000 }, () => own ?? assert.fail());
    assert.deepEqual(await codes(withFields({ 3: der(contextZero, ...others, ...again) })), []);
  });

  it("is not valid with a hundred thousand attributes", async () => {
    const [info] = children(fields[4]);
    const parts = children(info);
    const many = Array.from({ length: 100_000 }, () =>
      attribute(cmsOids.contentType, objectIdentifier(cmsOids.data)),
    );
    const changed = parts.map(({ tag, encoded }) =>
      tag === contextZero ? der(contextZero, ...many) : encoded,
    );
    const { signatures } = await verify(withFields({ 4: der(set, sequence(...changed)) }));
    assert.deepEqual(
      signatures.map(({ valid }) => valid),
      [false],
    );
  });

  it("is not trusted with authorities that all issued each other", async () => {
    const web = await issue("Web", { extensions: caExtensions() });
    const { keys } = web;
    const more = { issuer: web, keys, extensions: caExtensions() };
    const authorities = await Promise.all(Array.from({ length: 60 }, () => issue("Web", more)));
    const signer = await issue("Signer", { issuer: web });
    const changed = await signCades(
      {
        signer: signerFromPrivateKey(signer.privateKey),
        certificate: signer.der,
        chain: authorities.map((authority) => authority.der),
        at: now,
      },
      content,
    );
    assert.deepEqual(await codes(changed), ["signatures.untrusted"]);
  });

  it("is no message where it is text longer than a string can be", async () => {
    const long = filled(constants.MAX_STRING_LENGTH + 1, "A");
    await assert.rejects(verify(long), { code: "signatures.not-cms" });
  });

  it("gives nothing but our errors and reports, whatever is cut off or repeated", async () => {
    const part = fc.record({
      at: fc.nat(message.length - 1),
      length: fc.nat(400),
      times: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 3 }), async (list) => {
        const changed = list.reduce<Uint8Array>((bytes, { at, length, times }) => {
          const repeated = Array.from({ length: times }, () => bytes.subarray(at, at + length));
          return Buffer.concat([bytes.subarray(0, at), ...repeated, bytes.subarray(at + length)]);
        }, message);
        try {
          const { signatures } = await verify(changed);
          assert.ok(signatures.length > 0);
        } catch (error) {
          assert.ok(PerennialError.is(error), String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
