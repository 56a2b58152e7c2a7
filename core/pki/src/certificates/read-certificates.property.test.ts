import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { verifyCms } from "../cms/verify-cms.js";
import { encodePem, readPem } from "../pem.js";
import { readRequest } from "../requests/read-request.js";
import { caExtensions, issue, now } from "../test-support/test-authority.js";
import { readCertificates } from "./read-certificates.js";

/** Runs a reader; it may succeed, or throw one of ours. */
async function onlyOurs(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    assert.ok(PerennialError.is(error), `an error that is not ours: ${String(error)}`);
  }
}

async function readAll(bytes: Uint8Array): Promise<void> {
  await onlyOurs(() => readCertificates(bytes));
  await onlyOurs(() => readRequest(bytes));
  await onlyOurs(() => verifyCms({ content: bytes, roots: [], at: now }));
}

/** Replaces, removes or inserts a few bytes. */
function mutated(content: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat(content.length - 1),
    remove: fc.nat(3),
    insert: fc.uint8Array({ maxLength: 3 }),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce(
        (bytes, { at, remove, insert }) =>
          Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
        Buffer.from(content),
      ),
    );
}

describe("The readers, given anything", function () {
  this.timeout(120_000);

  it("throw nothing but our errors for random bytes", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readAll), { numRuns: 500 });
  });

  it("throw nothing but our errors for random text with armour", async () => {
    const label = fc.constantFrom("CERTIFICATE", "PKCS7", "CERTIFICATE REQUEST", "X", "CMS");
    const text = fc
      .tuple(fc.string(), label, fc.base64String(), label, fc.string())
      .map(
        ([before, begin, body, end, after]) =>
          `${before}-----BEGIN ${begin}-----\n${body}\n-----END ${end}-----${after}`,
      );
    await fc.assert(
      fc.asyncProperty(text, (content) => readAll(Buffer.from(content))),
      { numRuns: 500 },
    );
  });

  it("throw nothing but our errors for a damaged certificate, in DER and PEM", async () => {
    const { der, pem } = await issue("one", { extensions: caExtensions(1) });
    const damaged = fc.oneof(mutated(der), mutated(Buffer.from(pem)));
    await fc.assert(fc.asyncProperty(damaged, readAll), { numRuns: 1000 });
  });
});

describe("Round trips", function () {
  this.timeout(120_000);

  it("PEM gives back any content, with any line ends and text around it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.constantFrom("", "text before\n", "key: value\n"),
        (content, lineEnd, before) => {
          const text = (before + encodePem("CERTIFICATE", content)).replaceAll("\n", lineEnd);
          const { blocks, leadingText } = readPem(text);
          assert.deepEqual(blocks, [{ label: "CERTIFICATE", content }]);
          assert.equal(leadingText, before !== "");
        },
      ),
    );
  });
});
