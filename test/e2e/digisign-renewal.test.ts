import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { requireTool, runProcess } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { begin, DigisignOffice, issuingDate } from "./digisign-office.js";
import { DigisignPerson } from "./digisign-person.js";
import { openssl } from "./openssl.js";
import type { RenewalJson, ShownRenewal } from "./renewal-json.js";
import { scan, waitOf } from "./renewal-person.js";

/** The instant at which the signatures are judged, seconds. */
const signedAt = String(begin.getTime() / 1000 + 3_600);

describe("A renewal at DigiSign, over its days, a new process at every wait", function () {
  this.timeout(180_000);
  this.slow(60_000);
  let office: DigisignOffice;
  let person: DigisignPerson;
  let ended: RenewalJson;
  let shown: ShownRenewal;
  const logins: string[] = [];

  before(async function () {
    requireRig(this, DigisignOffice.missing());
    office = await DigisignOffice.open();
    person = new DigisignPerson(office);
    let before = 0;
    person.after = async () => {
      await office.oldStillSigns();
      const now = await office.logins();
      for (; before < now; before += 1) logins.push(person.waits.at(-1) ?? "");
    };
    ended = await person.go();
    shown = await office.shown();
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("comes to its end by the waits that the manual has, and the old key signs at each of them", () => {
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(person.waits, [
      ...["certificate", "date", "subject", "code", "paid"],
      ...["sign", "sign", "sign", "identity", "sign"],
      ...["review", "issuing-date", "install", "remove-token", "token", "done"],
    ]);
  });

  it("took the certificate on the chosen day at nine, in Romania’s summer time and after its Easter", () => {
    const { order } = shown.outputs as { order?: { issuingDate?: string } };
    assert.equal(order?.issuingDate, issuingDate);
    assert.ok(office.time > Date.parse(`${issuingDate}T06:00:00Z`));
  });

  it("ordered once, sent each document once, and had one certificate issued", () => {
    const { counters, ordersPerCertificate, documentsPerKind } = office.simulator.state();
    assert.deepEqual(counters, {
      ...{ "orders.accepted": 1, "codes.drawn": 1, "certificates.issued": 1 },
      "documents.accepted": 4,
      ...{ "documents.declaration.accepted": 1, "documents.contract.accepted": 1 },
      ...{ "documents.terms.accepted": 1, "documents.identity.accepted": 1 },
    });
    assert.deepEqual(ordersPerCertificate, { [office.old.sha256]: 1 });
    assert.deepEqual(documentsPerKind, { declaration: 1, contract: 1, terms: 1, identity: 1 });
    assert.deepEqual(office.simulator.failures, []);
  });

  it("asked for the PIN once for each thing that is done with a key, and never twice for one", async () => {
    assert.deepEqual(logins, [
      "date", // the old pair is proven once it was chosen
      "code", // the new key, and its request
      ...["sign", "sign", "identity", "review"], // a document each
      "install", // the new pair is written and proven
      "remove-token", // and proven again, after the yes
      "done", // both pairs, after the token was reconnected
    ]);
  });

  it("keeps each signed document and its receipt, as DigiSign acknowledged them", async () => {
    for (const kind of ["declaration", "contract", "terms", "identity"]) {
      const extension = kind === "identity" ? "png.p7m" : "pdf";
      const signed = await office.saved(`${kind}-${office.order.number}-signed.${extension}`);
      const receipt = JSON.parse(
        (await office.saved(`${kind}-${office.order.number}-receipt.json`)).toString(),
      ) as { receipt: string; signed: { sha256: string } };
      assert.match(receipt.receipt, /^D-\d{6}$/);
      const sha256 = createHash("sha256").update(signed).digest("hex");
      assert.equal(receipt.signed.sha256, sha256);
      const { documents } = office.order;
      const acknowledged = documents.find((one) => one.kind === kind);
      assert.deepEqual([acknowledged?.sha256, acknowledged?.receipt], [sha256, receipt.receipt]);
    }
  });

  it("signed the PDFs so that pdfsig finds them valid, by the certificate that is renewed", async function () {
    requireTool(this, "pdfsig", "-v");
    for (const kind of ["declaration", "contract", "terms"]) {
      const file = join(office.documents, `${kind}-${office.order.number}-signed.pdf`);
      const env = process.env;
      const { stdout } = await runProcess("pdfsig", ["-nocert", file], { env });
      assert.match(stdout, /Signer Certificate Common Name: Ana Ionescu/);
      assert.match(stdout, /Signature Type: ETSI\.CAdES\.detached/);
      assert.match(stdout, /Total document signed/);
      assert.match(stdout, /Signature Validation: Signature is Valid\./);
    }
  });

  it("signed the copy of the identity card so that openssl accepts it as CAdES", async () => {
    const roots = await office.simulator.writeRoots(office.folder.file("roots"));
    const file = join(office.documents, `identity-${office.order.number}-signed.png.p7m`);
    const out = office.folder.file("content.png");
    const trust = ["-CAfile", roots.caChain, "-attime", signedAt, "-purpose", "any"];
    const input = ["-inform", "DER", "-in", file, "-binary"];
    openssl("cms", "-verify", "-cades", ...input, ...trust, "-out", out);
    assert.deepEqual(await readFile(out), scan());
  });

  it("left the old pair on the token and put the new one beside it, and both sign", async () => {
    const { id = "" } = shown.outputs["generate-key-pair"] as { id?: string };
    const objects = await office.program.objects();
    for (const ids of Object.values(objects)) {
      assert.deepEqual([...ids].toSorted(), [office.old.id, id].toSorted());
    }
    const old = await office.program.certificate(office.old.id);
    assert.equal(old.toString(), new X509Certificate(office.old.pem).toString());
    const fresh = await office.program.certificate(id);
    assert.equal(fresh.subject, old.subject);
    assert.ok(Date.parse(fresh.validFrom) > begin.getTime());
    await office.oldStillSigns();
    const data = await office.give("contract.txt", "signed with the new pair");
    const signed = await office.cli(["sign", data, "--key", "ana"]);
    assert.equal(signed.code, 0, signed.stdout + signed.stderr);
    const serial = BigInt(`0x${fresh.serialNumber}`).toString(16);
    const verified = await office.cli(["verify", `${data}.p7s`, "--json"], { pinFile: "" });
    assert.ok(verified.stdout.toLowerCase().includes(serial), verified.stdout);
  });

  it("saved the new certificate, which chains to DigiSign’s root", async () => {
    const roots = await office.simulator.writeRoots(office.folder.file("roots"));
    const file = office.folder.file("new.pem");
    const saved = await office.saved(`certificate-${office.order.number}.cer`);
    await writeFile(file, saved);
    const then = String(Math.floor(office.time / 1000));
    const trust = ["-CAfile", roots.ca, "-untrusted", roots.issuing, "-attime", then];
    assert.match(openssl("verify", ...trust, file), /: OK$/m);
  });

  it("has nothing left to do, an audit log that verifies, and the PIN nowhere", async () => {
    const audit = await office.cli(["audit", "verify"], { pinFile: "" });
    assert.equal(audit.code, 0, audit.stdout + audit.stderr);
    const listed = await office.json(["list"], { pinFile: "" });
    assert.deepEqual(listed.data.renewals, []);
    assert.deepEqual(await office.leaks(), []);
    const left = (await readdir(office.home, { recursive: true })).filter((name) =>
      /\.(tmp|part)$/.test(name),
    );
    assert.deepEqual(left, []);
  });

  it("is the certificate that status shows from now on", async () => {
    const { data } = await office.json(["status"], { pinFile: "" });
    const [profile] = data["profiles"] as {
      accounts: { certificate?: { notAfter: string } }[];
    }[];
    const notAfter = profile?.accounts[0]?.certificate?.notAfter ?? "";
    assert.ok(Date.parse(notAfter) > Date.parse("2027-04-01T00:00:00Z"), JSON.stringify(data));
  });

  it("says at the end what is kept, and that nothing was deleted", async () => {
    const text = await office.text();
    assert.match(
      text.replaceAll(/\s+/g, " "),
      /The old certificate .* is still on eToken Ana .* Perennial deletes neither it nor its key/,
    );
    assert.equal(waitOf(ended), "done");
  });
});
