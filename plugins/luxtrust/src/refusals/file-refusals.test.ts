import assert from "node:assert/strict";
import { GenerateKeys } from "../steps/generate-keys.js";
import { ReceiveCertificate } from "../steps/receive-certificate.js";
import { certificateFile } from "../testing/fake-certificates.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { fromBase64 } from "../testing/hash.js";
import { Person } from "../testing/person.js";
import { World, type Rest } from "../testing/world.js";
import { wildcard } from "../testing/fake-files.js";
import { assertRefused } from "./expect.js";

describe("Must be refused: files that are no certificate", () => {
  let world: World;
  let renewal: FakeRenewal;
  let right: string;
  let waited: Rest;
  beforeEach(async () => {
    world = new World();
    const person = new Person(world);
    renewal = world.beginOne();
    waited = await person.carryOn(renewal, "certificate");
    right = person.certificate(renewal);
  });

  const give = (name: string, text: string) =>
    world.give(renewal, "certificate", world.files.give(name, text));

  it("“a file that is no certificate”", async () => {
    const rest = await give("1234.txt", "Dear customer, your order is complete.");
    assertRefused(rest, "certificate", "certificates.none-found");
  });

  it("“is empty”", async () => {
    assertRefused(await give("1234.txt", ""), "certificate", "certificates.empty");
  });

  it("“or is over a sensible size”: 64 KiB, refused by the host before it is read", () => {
    assert.ok(waited.state === "waiting" && waited.wait.for === "mail");
    assert.equal(waited.wait.maxBytes, 64 * 1024);
  });

  it("a certificate whose chain does not end at the profile's roots is refused before the upload", async () => {
    const { spkiHash } = renewal.output(GenerateKeys);
    const rest = await give("1234.txt", certificateFile({ spkiHash, issuer: "Somebody" }));
    assertRefused(rest, "certificate", "certificates.chain-incomplete");
  });

  for (const [what, remark, change] of [
    ["CRLF", "crlf", (text: string) => text.replaceAll("\n", "\r\n")],
    ["BOM", "bom", (text: string) => `\uFEFF${text}`],
    [
      "several certificates",
      "several-certificates",
      (text: string) => certificateFile({ spkiHash: "a".repeat(64), isCa: true }) + text,
    ],
  ] as const) {
    it(`“PEM with ${what} (take the right one, say so)”`, async () => {
      await give("1234.txt", change(right));
      assert.equal(
        renewal.output(ReceiveCertificate).spkiHash,
        renewal.output(GenerateKeys).spkiHash,
      );
      assert.deepEqual(world.notes.get("MAIN receive-certificate"), [
        `certificate.remark.${remark}`,
      ]);
    });
  }

  it("of several certificates the right one alone is uploaded, a single one as it came", async () => {
    const chain = right + certificateFile({ spkiHash: "a".repeat(64), isCa: true });
    await give("1234.txt", chain);
    const { file, others } = renewal.output(ReceiveCertificate);
    assert.equal(others.length, 1);
    assert.equal(fromBase64(file.content), right);
    renewal.outputs.delete("receive-certificate");
    const crlf = right.replaceAll("\n", "\r\n");
    await give("1234.txt", crlf);
    assert.equal(fromBase64(renewal.output(ReceiveCertificate).file.content), crlf);
  });

  it("both manuals' attachments and subjects are looked for, neither renamed nor converted", () => {
    assert.ok(waited.state === "waiting" && waited.wait.for === "mail");
    const { names, subjects } = waited.wait;
    const matches = (patterns: readonly string[], text: string) =>
      patterns.some((pattern) => wildcard(pattern).test(text));
    assert.ok(matches(names, "1234.DER.txt"));
    assert.ok(matches(names, "1234.txt"));
    assert.ok(!matches(names, "1235.txt"), "another order's");
    assert.ok(!matches(names, "9999XXXXX_MAIN_20261120-093000.pem"), "our own request");
    assert.ok(matches(subjects, "Easy_SSL - Your order #1234 is now complete"));
    assert.ok(!matches(subjects, "Easy_SSL - Your order #1235 is now complete"));
    assert.ok(matches(subjects, "La Chambre de Commerce: votre certificat"));
  });
});
