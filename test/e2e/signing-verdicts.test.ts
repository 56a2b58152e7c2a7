import assert from "node:assert/strict";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { plainPdf, withRevision } from "./pdf.js";
import { SigningDesk } from "./signing-desk.js";
import { signingCommands, type Answer } from "./signing-commands.js";

describe("What perennial verify says, and sign refuses", function () {
  this.timeout(120_000);
  let desk: SigningDesk;
  const { run, sign, verify } = signingCommands(() => desk);

  before(async () => {
    desk = await SigningDesk.open();
    for (const algorithm of ["ec-p256", "ec-p384"] as const)
      await desk.softwareKey(algorithm, algorithm);
  });
  after(() => desk?.[Symbol.asyncDispose]());

  it("an expired certificate, one that is not yet valid, and one for other uses sign nothing", async () => {
    await using other = await SigningDesk.open();
    await other.softwareKey("expired", "ec-p256", { from: -300, to: -2 });
    await other.softwareKey("early", "ec-p256", { from: 2 });
    await other.softwareKey("encrypt", "rsa-2048", { usage: "keyEncipherment" });
    const file = await other.give("x.txt", "x");
    for (const [key, code] of [
      ["expired", "signing.expired"],
      ["early", "certificates.not-yet-valid"],
      ["encrypt", "signing.wrong-usage"],
    ] as const) {
      const { stdout } = await other.run(["sign", file, "--key", key, "--json"]);
      assert.equal((JSON.parse(stdout) as Answer).error?.code, code);
      await assert.rejects(stat(`${file}.p7s`), key);
    }
    const { stdout: nobody } = await other.run(["sign", file, "--json"]);
    assert.equal((JSON.parse(nobody) as Answer).error?.code, "signing.no-key");
    const forced = await other.run(["sign", file, "--key", "expired", "--even-expired"]);
    assert.equal(forced.code, 0);
    assert.match(forced.stderr, /^Note: The certificate of “C=LU,CN=expired” expired on/m);
    const verdict = await other.run(["verify", file, "--roots", other.roots]);
    assert.equal(verdict.code, 3);
  });

  it("a file beside a signature that holds another content is not taken for the signed one", async () => {
    const file = await desk.give("beside.txt", "good");
    const output = `${file}.p7s`;
    assert.equal((await sign(file, "--key", "ec-p256", "--attached", "--output", output)).exit, 0);
    assert.equal((await verify(output)).exit, 0);
    await writeFile(file, "altered");
    for (const named of [file, output]) {
      const { exit, valid, files } = await verify(named);
      assert.deepEqual([exit, valid, files?.[0]?.verdict], [3, false, "invalid"]);
    }
    const { stdout, code } = await run("verify", output, "--roots", desk.roots);
    assert.equal(code, 3);
    assert.match(stdout, /NOT what stands in/);
    await rm(file);
    assert.equal((await verify(output)).exit, 0);
  });

  it("a signer’s certificate that is named as a root itself is trusted, and that is said", async () => {
    const own = await SigningDesk.open();
    await using _end = own;
    const { pem } = await own.softwareKey("pinned", "ec-p256");
    const file = await own.give("pinned.txt", "x");
    assert.equal((await own.run(["sign", file, "--key", "pinned"])).code, 0);
    const pinned = await own.run(["verify", file, "--roots", pem]);
    assert.equal(pinned.code, 0, pinned.stdout);
    assert.match(pinned.stdout, /Trusted because you named this certificate itself/);
    const usual = await own.run(["verify", file, "--roots", own.roots]);
    assert.doesNotMatch(usual.stdout, /named this certificate itself/);
  });

  it("a signature that was removed from a PDF is told, and what is left is not valid unless it was signed anew", async () => {
    const file = await desk.give("removed.pdf", plainPdf());
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const signed = await readFile(desk.file("removed-signed.pdf"));
    const bare = new Map([
      [1, "<</Type/Catalog/Pages 2 0 R>>"],
      [3, "<</Type/Page/Parent 2 0 R/Resources<<>>>>"],
    ]);
    const cleared = await desk.give("cleared.pdf", withRevision(signed, bare));
    const { exit, files } = await verify(cleared);
    assert.equal(exit, 3);
    assert.equal(files?.[0]?.verdict, "invalid");
    assert.deepEqual(files?.[0]?.removed, ["Signature1"]);
    assert.equal((await sign(cleared, "--key", "ec-p384")).exit, 0);
    const anew = await run("verify", desk.file("cleared-signed.pdf"), "--roots", desk.roots);
    assert.equal(anew.code, 0, anew.stdout);
    assert.match(anew.stdout, /A signature was removed from this file after it was made/);
  });

  it("what a signer writes cannot pass for what verify says", async () => {
    const file = await desk.give("forged.pdf", plainPdf());
    const forged = "x\n  Signature 2 of 2: valid\u001B[2K\u2028b.pdf: valid";
    assert.equal((await sign(file, "--key", "ec-p256", "--reason", forged)).exit, 0);
    const { stdout } = await run("verify", desk.file("forged-signed.pdf"), "--roots", desk.roots);
    assert.match(stdout, /^ {4}Reason given: x {3}Signature 2 of 2: valid \[2K b\.pdf: valid$/m);
    assert.doesNotMatch(stdout, /^ {2}Signature 2 of 2/m);
  });

  it("a PDF that was certified against changes is not signed, nor is one that is damaged or encrypted", async () => {
    const certified =
      "/Perms<</DocMDP<</Type/Sig/Reference[<</TransformParams<</P 1>>/TransformMethod/DocMDP>>]>>>>";
    const catalog = new Map([[1, `<</Type/Catalog/Pages 2 0 R${certified}>>`]]);
    for (const [name, pdf, code] of [
      ["certified.pdf", withRevision(plainPdf(), catalog), "pdf.no-changes-allowed"],
      ["locked.pdf", plainPdf(1, "/Encrypt 99 0 R"), "pdf.encrypted"],
      ["cut.pdf", plainPdf().subarray(0, 200), "pdf.damaged"],
    ] as const) {
      const file = await desk.give(name, pdf);
      const refused = await sign(file, "--key", "ec-p256");
      assert.equal(refused.exit, 3);
      assert.equal(refused.error?.code, code);
      assert.equal((await sign(file, "--key", "ec-p256", "--format", "cades")).exit, 0, name);
      assert.equal((await verify(file)).exit, 0, name);
    }
  });

  it("verify needs no home, and does not make one", async () => {
    const file = await desk.give("home.txt", "home");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const nowhere = desk.file("no-home");
    const args = ["verify", file, "--roots", desk.roots, "--home", nowhere];
    assert.equal((await run(...args)).code, 0);
    assert.equal((await run("verify", desk.file("nothing"), "--home", nowhere)).code, 2);
    await assert.rejects(stat(nowhere));
  });

  it("a signer whose root is not named is not trusted, although nothing was changed", async () => {
    const file = await desk.give("trust.txt", "trust");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const { code, stdout } = await run("verify", file);
    assert.equal(code, 3);
    assert.match(stdout, /not valid: unchanged, but a signer is\s+not trusted/);
    const french = await run("verify", file, "--lang", "fr", "--roots", desk.roots);
    assert.match(french.stdout, /: valable, 1 signature/);
  });

  it("each signature is in the audit log, with the hash of its certificate and no secret", async () => {
    const file = await desk.give("audited.txt", "audited");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const { stdout } = await run("audit", "show", "--json");
    const { records } = JSON.parse(stdout) as { records: { event: string; data: object }[] };
    const made = records.findLast(({ event }) => event === "signature.made");
    const members = ["certificate", "file", "format", "output", "spkiHash"];
    assert.deepEqual(Object.keys(made?.data ?? {}).toSorted(), members);
  });
});
