import type { FileRef } from "@perennial/api";
import assert from "node:assert/strict";
import { certificateDer } from "../testing/fake-certificates.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { signedContent } from "../testing/fake-signatures.js";
import { refusedWith, waitOf } from "../testing/expect.js";
import { Person } from "../testing/person.js";
import { mailedPdf } from "../testing/small-pdf.js";
import { smallBmp, smallJpeg, smallPng } from "../testing/small-pictures.js";
import { World } from "../testing/world.js";

const number = "RC-2026-000123";

describe("Must be refused: documents", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    renewal = world.begin();
  });
  const refusal = async (key: string, file: FileRef) => {
    const rest = await world.give(renewal, key, file);
    assert.equal(waitOf(rest).key, key, "the same document is asked for again");
    return waitOf(rest).refusal;
  };

  describe("“a document of another order”", () => {
    it("is refused, its number is named, and the right one is taken then", async () => {
      await person.carryOn(renewal, "declaration");
      const wrong = await refusal(
        "declaration",
        person.mailed(renewal, "declaration", "RC-2026-000999"),
      );
      assert.equal(wrong?.code, "digisign.document-of-other-order");
      assert.equal(wrong.params["found"], "RC-2026-000999");
      assert.equal(wrong.params["expected"], number);
      const next = await world.give(renewal, "declaration", person.mailed(renewal, "declaration"));
      assert.equal(waitOf(next).key, "contract");
    });

    it("and so is another kind, an empty file, and what is no PDF; nothing was signed", async () => {
      await person.carryOn(renewal, "contract");
      for (const [file, code] of [
        [person.mailed(renewal, "proforma"), "digisign.document-of-other-kind"],
        [world.files.give("Contract.pdf", ""), "digisign.document-empty"],
        [world.files.give("Contract.pdf", "<html>"), "digisign.document-not-a-pdf"],
        [world.files.give("Contract.pdf", "%PDF-1.7 broken"), "digisign.pdf-broken"],
      ] as const) {
        assert.equal((await refusal("contract", file))?.code, code);
      }
      assert.deepEqual(world.signatures.made, []);
    });
  });

  describe("“a document signed by someone else”", () => {
    const signed = (der: string, intact = true) =>
      world.files.give(
        "Contract.pdf",
        signedContent(mailedPdf("CONTRACT", number), { der, format: "pades", intact }),
      );

    it("is refused, and the signer is named", async () => {
      await person.carryOn(renewal, "contract");
      const stranger = certificateDer({ spkiHash: "9", subject: "CN=Ion Ionescu,C=RO" });
      const wrong = await refusal("contract", signed(stranger));
      assert.equal(wrong?.code, "digisign.document-signed-by-other");
      assert.equal(wrong.params["signer"], "Ion Ionescu");
    });

    it("is taken if the holder signed it, and refused if that signature is broken", async () => {
      await person.carryOn(renewal, "contract");
      const broken = await refusal("contract", signed(world.certificate.der, false));
      assert.equal(broken?.code, "digisign.document-signature-broken");
      const rest = await world.give(renewal, "contract", signed(world.certificate.der));
      assert.equal(waitOf(rest).key, "terms");
    });
  });

  describe("the copy of the identity document", () => {
    it("“2 MB + 1 byte; .gif; a renamed type; an empty file”: each is named, none is signed", async () => {
      await person.carryOn(renewal, "identity");
      const made = world.signatures.made.length;
      const large = Buffer.concat([smallBmp(), Buffer.alloc(2_097_153 - smallBmp().length)]);
      for (const [file, code] of [
        [world.files.give("ci.bmp", large), "digisign.identity-too-large"],
        [world.files.give("ci.gif", "GIF89a"), "digisign.identity-type"],
        [world.files.give("ci.jpg", smallPng()), "digisign.identity-renamed"],
        [world.files.give("ci.png", ""), "digisign.identity-empty"],
        [world.files.give("ci.pdf", "%PDF-1.7"), "digisign.pdf-broken"],
        [world.files.give("ci.png", smallPng().subarray(0, 50)), "digisign.identity-damaged"],
      ] as const) {
        assert.equal((await refusal("identity", file))?.code, code);
      }
      assert.equal(world.signatures.made.length, made);
    });

    it("is none of the documents that were mailed, which lie in the same folder", async () => {
      const asked = waitOf(await person.carryOn(renewal, "identity"));
      const contract = person.mailed(renewal, "contract");
      assert.ok(asked.for === "file" && asked.except?.includes(contract.sha256));
      const wrong = await refusal("identity", contract);
      assert.equal(wrong?.code, "digisign.identity-is-document");
      assert.equal(wrong.params["found"], "contract");
      const saved = world.files.saved(`terms-${number}-signed.pdf`) ?? "";
      const signed = world.files.give("terms.pdf", Buffer.from(saved, "base64"));
      assert.ok(asked.except?.includes(signed.sha256));
      assert.equal((await refusal("identity", signed))?.params["found"], "terms");
    });

    it("of exactly 2 097 152 bytes is taken", async () => {
      await person.carryOn(renewal, "identity");
      const whole = Buffer.concat([smallBmp(), Buffer.alloc(2_097_152 - smallBmp().length)]);
      const rest = await world.give(renewal, "identity", world.files.give("ci.bmp", whole));
      assert.match(waitOf(rest).key, /^sign:/);
    });

    it("may be larger where the profile says so", async () => {
      renewal = world.begin({ maxIdentityBytes: 100 });
      await person.carryOn(renewal, "identity");
      const wrong = await refusal("identity", world.files.give("ci.bmp", smallBmp()));
      assert.deepEqual(wrong?.params, { name: "ci.bmp", size: smallBmp().length, limit: 100 });
    });

    it("that the person does not want signed is exchanged, or asked about again", async () => {
      await person.carryOn(renewal, "identity");
      const dog = world.files.give("dog.jpg", await smallJpeg());
      const asked = waitOf(await world.give(renewal, "identity", dog));
      const no = await world.give(renewal, asked.key, false);
      assert.equal(waitOf(no).key, "identity");
      assert.equal(refusedWith(no), "digisign.not-signed");
      // The same file again: the no may have been a slip.
      assert.equal(waitOf(await world.give(renewal, "identity", dog)).key, asked.key);
      // No once more: another file.
      assert.equal(waitOf(await world.give(renewal, asked.key, false)).key, "identity");
      const right = await world.give(renewal, "identity", person.identityCopy());
      await world.give(renewal, waitOf(right).key, true);
      assert.ok(renewal.ended.has("send-identity"));
      assert.ok(!world.signatures.made.some((line) => line.startsWith("dog")));
    });
  });

  it("a document that the person does not want signed is not signed, and asked about again", async () => {
    const first = await person.carryOnUntilDone(renewal, "pay").then(() => world.run(renewal));
    const { key } = waitOf(first);
    assert.match(key, /^sign:/);
    assert.equal(waitOf(await world.give(renewal, key, false)).key, key);
    assert.deepEqual(world.signatures.made, []);
    assert.deepEqual(world.portal.acknowledged, []);
  });
});
