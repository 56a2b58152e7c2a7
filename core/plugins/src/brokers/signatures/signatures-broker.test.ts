import assert from "node:assert/strict";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { PerennialError, type FileRef, type Permissions } from "@perennial/api";
import { certificateInfo, signerFromPrivateKey, verifyCades } from "@perennial/pki";
import type { StepContext } from "../../process/step-services.js";
import { Artifacts } from "../files/artifacts.js";
import { FilesBroker } from "../files/files-broker.js";
import { SignerPort } from "../pki-ports.js";
import { DocumentPort } from "../ports.js";
import { TestWorld } from "../test-support.js";
import { PkiDocuments } from "./pki-documents.js";
import { SignaturesBroker } from "./signatures-broker.js";

const KEY = "a".repeat(32);
const MAY: Permissions = { keys: ["sign"], signatures: ["documents"] };
const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");
type Run = Partial<StepContext["run"]>;

async function issued(
  usage = x509.KeyUsageFlags.nonRepudiation,
  until = "2027-01-01",
  pair = generateKeyPairSync("ec", { namedCurve: "P-256" }),
) {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { privateKey, publicKey } = pair;
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const made = await x509.X509CertificateGenerator.create({
    subject: "CN=Ana Pop",
    issuer: "CN=Acme CA",
    publicKey: await webcrypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]),
    signingKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]),
    signingAlgorithm: algorithm,
    notBefore: new Date("2026-01-01"),
    notAfter: new Date(until),
    extensions: [new x509.KeyUsagesExtension(usage, true)],
  });
  const info = certificateInfo(new Uint8Array(made.rawData));
  return { info, der: info.der, signer: signerFromPrivateKey(privateKey), pair };
}

/** A PDF of one empty page. */
function pdf(): Buffer {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
  ];
  let text = "%PDF-1.7\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${offsets.join("")}`;
  return Buffer.from(`${text}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
}

describe("Documents that a plugin has signed", () => {
  let world: TestWorld;
  let ana: Awaited<ReturnType<typeof issued>>;
  let uses: number;
  before(async () => {
    ana = await issued();
  });
  beforeEach(async () => {
    world = await TestWorld.open();
    uses = 0;
    const owner = { renewal: "r-1", profileId: "meridian", account: "main" };
    await world.store.setSetting(`key-owner:${KEY}`, owner, undefined, world.now);
    world.container.register<SignerPort>(SignerPort, {
      useValue: {
        signer: () => {
          uses += 1;
          return Promise.resolve(ana.signer);
        },
      },
    });
    world.container.register<DocumentPort>(DocumentPort, PkiDocuments);
  });
  afterEach(() => world.close());

  const give = (name: string, content: Uint8Array, renewal = "r-1") =>
    world.container.resolve(Artifacts).keep(renewal, name, content);
  const broker = (run: Run = {}, permissions = MAY) =>
    world.broker(SignaturesBroker, permissions, run);
  const agreed = ({ sha256 }: FileRef, run: Run = {}) =>
    broker({ answers: { [`sign:${sha256}`]: true }, ...run });
  const wish = (file: FileRef, more = {}) =>
    ({ keyId: KEY, der: ana.der, file: file.handle, format: "cades-detached", ...more }) as const;
  const read = async ({ handle }: FileRef) =>
    Buffer.from(await world.broker(FilesBroker, {}, {}).read(handle), "base64");

  it("are signed as PDFs, with who signed and why in them", async () => {
    const file = await give("contract.pdf", pdf());
    const request = wish(file, { format: "pades", reason: "Renewal" });
    const signed = await agreed(file).sign(request);
    assert.deepEqual([signed.name, signed.format], ["contract-signed.pdf", "pades"]);
    assert.equal(signed.signedAt, world.now);
    const content = await read(signed);
    assert.ok(content.subarray(0, pdf().length).equals(pdf()));
    const inspected = await broker().inspect(signed.handle);
    assert.deepEqual(inspected, { kind: "pdf", signatures: [{ signer: ana.info, intact: true }] });
  });

  it("are signed beside them or in them where they are anything else", async () => {
    const file = await give("card.png", PNG);
    const detached = await agreed(file).sign(wish(file));
    assert.equal(detached.name, "card.png.p7s");
    const rules = { roots: [], at: new Date(world.now), anySigner: true };
    const judged = await verifyCades({ ...rules, signature: await read(detached), content: PNG });
    assert.deepEqual(
      judged.signatures.map(({ valid }) => valid),
      [true],
    );
    const attached = await agreed(file).sign(wish(file, { format: "cades-attached" }));
    assert.equal(attached.name, "card.png.p7m");
    const { kind, signatures } = await broker().inspect(attached.handle);
    assert.deepEqual([kind, signatures.map(({ intact }) => intact)], ["cms", [true]]);
  });

  it("are not signed without a yes to these very bytes in this step", async () => {
    const file = await give("card.png", PNG);
    const other = await give("card.png", Buffer.concat([PNG, Buffer.from("x")]));
    const none = { code: "signatures.not-confirmed", effect: "none" };
    await assert.rejects(broker().sign(wish(file)), none);
    await assert.rejects(agreed(other).sign(wish(file)), none);
    const answers = { [`sign:${file.sha256}`]: "yes" };
    await assert.rejects(broker({ answers }).sign(wish(file)), none);
    assert.equal(uses, 0);
  });

  it("are not signed without both permissions for it", async () => {
    const file = await give("card.png", PNG);
    const answers = { [`sign:${file.sha256}`]: true };
    for (const permissions of [{ keys: ["sign"] }, { signatures: ["documents"] }] as const) {
      const denied = { code: "plugin.permission-denied" };
      await assert.rejects(broker({ answers }, permissions).sign(wish(file)), denied);
    }
    assert.equal(uses, 0);
  });

  it("are those that were given to this renewal, and are signed with its own keys", async () => {
    const theirs = await give("card.png", PNG, "r-2");
    await assert.rejects(agreed(theirs).sign(wish(theirs)), { code: "files.not-given" });
    await assert.rejects(broker().inspect(theirs.handle), { code: "files.not-given" });
    const file = await give("card.png", PNG);
    const stranger = agreed(file).sign(wish(file, { keyId: "b".repeat(32) }));
    await assert.rejects(stranger, { code: "keys.not-yours" });
    assert.equal(uses, 0);
  });

  it("are signed with a certificate of the key that is valid now and may sign", async () => {
    const file = await give("card.png", PNG);
    const sign = (der: string) => agreed(file).sign(wish(file, { der }));
    await assert.rejects(sign((await issued()).der), { code: "certificates.key-mismatch" });
    const encrypting = await issued(x509.KeyUsageFlags.keyEncipherment);
    await assert.rejects(sign(encrypting.der), { code: "signatures.wrong-usage" });
    world.now = "2027-01-02T00:00:00Z";
    await assert.rejects(sign(ana.der), { code: "certificates.expired" });
  });

  it("are PDFs where a signature is to be put into them", async () => {
    const file = await give("picture.pdf", PNG);
    const request = agreed(file).sign(wish(file, { format: "pades" }));
    await assert.rejects(request, {
      code: "signatures.not-a-pdf",
      params: { file: "picture.pdf" },
    });
    assert.equal(uses, 0);
  });

  it("are signed once however often a step is repeated, and anew in another step", async () => {
    const file = await give("card.png", PNG);
    const first = await agreed(file).sign(wish(file));
    assert.deepEqual(await agreed(file).sign(wish(file)), first);
    assert.equal(uses, 1);
    await agreed(file, { step: "again" }).sign(wish(file));
    assert.equal(uses, 2);
    await rm(join(world.home, "artifacts", "r-1", first.handle.replace(/^.*\//u, "")));
    await agreed(file).sign(wish(file));
    assert.equal(uses, 3);
    const events = (await world.store.auditLog({})).filter(
      ({ event }) => event === "document.signed",
    );
    assert.deepEqual(
      events.map(({ data }) => data["document"]),
      [file.sha256, file.sha256, file.sha256],
    );
  });

  it("are signed once by a yes, asked for at the same time or with other certificates of the key", async () => {
    const file = await give("card.png", PNG);
    const one = agreed(file);
    const signed = await Promise.all([1, 2, 3, 4].map(() => one.sign(wish(file))));
    assert.equal(new Set(signed.map(({ sha256 }) => sha256)).size, 1);
    const own = await issued(undefined, "2028-01-01", ana.pair);
    const refused = { code: "signatures.not-confirmed", effect: "none" };
    await assert.rejects(one.sign(wish(file, { der: own.der })), refused);
    await assert.rejects(agreed(file).sign(wish(file, { der: own.der })), refused);
    assert.equal(uses, 1);
    await one.sign(wish(file, { format: "cades-attached" }));
    assert.equal(uses, 2);
  });

  it("are signed again where a crash came before the signature was recorded", async () => {
    const file = await give("card.png", PNG);
    const fence = await world.lostFence("r-1");
    await assert.rejects(agreed(file, { fence }).sign(wish(file)), { code: "store.fenced" });
    const signed = await agreed(file).sign(wish(file));
    assert.equal((await read(signed)).length, signed.size);
  });

  it("are named shorter where their names are as long as names can be", async () => {
    const file = await give(`${"é".repeat(85)}.png`, PNG);
    const { name } = await agreed(file).sign(wish(file));
    assert.ok(Buffer.byteLength(name) <= 180 && name.endsWith(".p7s"));
  });

  it("tell the person who is asked for a PIN which of them it is", async () => {
    world.tokens.pins = ["123456"];
    const place = "pkcs11:token=Card";
    const owner = { renewal: "r-1", profileId: "meridian", place };
    await world.store.setSetting(`key-owner:${KEY}`, owner, undefined, world.now);
    world.container.register<SignerPort>(SignerPort, {
      useValue: {
        signer: async () => {
          await (
            await world.tokens.places.keys(place, { identity: world.tokens.identity })
          ).login();
          return ana.signer;
        },
      },
    });
    const file = await give("card.png", PNG);
    await agreed(file).sign(wish(file));
    assert.deepEqual(world.tokens.documents, ["card.png"]);
  });
});

describe("Files that a plugin has looked at", () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await TestWorld.open();
    const signers = { signer: () => Promise.reject(new PerennialError("test.not-expected")) };
    world.container.register<SignerPort>(SignerPort, { useValue: signers });
    world.container.register<DocumentPort>(DocumentPort, PkiDocuments);
  });
  afterEach(() => world.close());
  const inspect = async (content: Uint8Array) => {
    const file = await world.container.resolve(Artifacts).keep("r-1", "file", content);
    return await world.broker(SignaturesBroker, {}, {}).inspect(file.handle);
  };

  it("have no signatures where nobody signed them", async () => {
    assert.deepEqual(await inspect(pdf()), { kind: "pdf", signatures: [] });
    assert.deepEqual(await inspect(PNG), { kind: "other", signatures: [] });
    const certificate = Buffer.from((await issued()).der, "base64");
    assert.deepEqual(await inspect(certificate), { kind: "other", signatures: [] });
  });

  it("are unreadable where it cannot be told who signed them", async () => {
    const damaged = pdf().subarray(0, 60);
    await assert.rejects(inspect(damaged), { code: "signatures.unreadable" });
  });
});
