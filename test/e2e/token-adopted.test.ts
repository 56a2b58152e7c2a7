import "reflect-metadata";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { webcrypto } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import * as x509 from "@peculiar/x509";
import { requireTool, runCli } from "../harness/index.js";
import { writeAdoptingPlugin } from "./adopting-plugin.js";
import { openssl } from "./openssl.js";
import { plainPdf } from "./pdf.js";
import type { JsonResult } from "./renewal-json.js";
import { requireTerminal, TokenDesk, type KeyOnToken } from "./token-desk.js";

const day = 86_400_000;
const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** A PNG of one black pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

describe("A certificate that was on a token before Perennial", function () {
  this.timeout(120_000);
  let desk: TokenDesk;
  let key: KeyOnToken;
  let authority: webcrypto.CryptoKeyPair;
  let pin: string;
  let sha256: string;
  let plugin: string;
  let files: Readonly<Record<string, string>>;

  beforeEach(async function () {
    desk = await TokenDesk.open(this);
    key = await desk.makeKey("01", "Ana");
    authority = await desk.addAuthority();
    await desk.addCertificate(key, "Ana", 300, authority);
    pin = await desk.pinFile("123456");
    for (const folder of ["signed", "plugins"]) await mkdir(desk.home.file(folder));
    plugin = await writeAdoptingPlugin(desk.home.file("plugins"));
    await writeFile(desk.home.file("contract.pdf"), plainPdf());
    await writeFile(desk.home.file("card.png"), png);
    sha256 = await certificateOf("01");
    await desk.shim.clearCalls();
    files = {
      "*/contract/file": "contract.pdf",
      "*/picture/file": "card.png",
      "*/install/issued": "issued.pem",
    };
  });
  afterEach(() => desk?.[Symbol.asyncDispose]());

  /** SHA-256 of the certificate under a CKA_ID. */
  const certificateOf = async (id: string) => {
    const { data } = await desk.json("tokens", "keys", "Card");
    const keys = data["keys"] as { id: string; certificates: { sha256: string }[] }[];
    return keys.find((one) => one.id === id)?.certificates[0]?.sha256 ?? "";
  };
  const json = async (...args: readonly string[]) =>
    (await desk.json(...args, "--plugin-dir", plugin, "--pin-file", pin)) as unknown as JsonResult;
  const add = async (values: object = {}, name = "acme") => {
    const from = desk.home.file(`${name}.json`);
    const all = { folder: desk.home.file("signed"), ...values };
    await writeFile(from, JSON.stringify({ provider: "adopting.office", values: all }));
    const { code, data } = await json("profile", "add", name, "--from", from);
    assert.equal(code, 0, JSON.stringify(data));
  };
  const answersFile = (answers: object = {}) => {
    const given = { "*/choose/certificate": sha256, "*/*/sign:*": true, ...answers };
    return JSON.stringify({ perennial: 1, answers: given, files });
  };
  const drive = async (command: "renew" | "resume", answers: object = {}, name = "acme") => {
    const path = desk.home.file("answers.json");
    await writeFile(path, answersFile(answers));
    return await json(command, name, "--answers", path);
  };
  const errorOf = ({ data }: JsonResult) => data.renewals?.[0]?.error?.code ?? data.error?.code;
  const root = async () => {
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=Authority, C=LU",
      keys: authority,
      signingAlgorithm: p256,
      notBefore: new Date(Date.now() - 10 * day),
      notAfter: new Date(Date.now() + 1000 * day),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    await writeFile(desk.home.file("root.pem"), certificate.toString("pem"));
    return certificate;
  };
  /** Answers the request that the plugin saved, for the same key. */
  const issue = async () => {
    const [name = ""] = (await readdir(desk.home.file("signed"))).filter((one) =>
      one.endsWith(".csr"),
    );
    const path = desk.home.file("signed", name);
    assert.match(openssl("req", "-in", path, "-noout", "-verify", "-subject"), /CN ?= ?Ana/);
    const request = new x509.Pkcs10CertificateRequest(await readFile(path, "utf8"));
    const certificate = await x509.X509CertificateGenerator.create({
      subject: request.subject,
      issuer: "CN=Authority, C=LU",
      publicKey: request.publicKey,
      signingKey: authority.privateKey,
      signingAlgorithm: p256,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 700 * day),
      extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.nonRepudiation, true)],
    });
    const pem = `${certificate.toString("pem")}\n${(await root()).toString("pem")}\n`;
    await writeFile(desk.home.file("issued.pem"), pem);
  };

  it("is chosen, signs a PDF and a picture that others accept, and is renewed beside itself", async function () {
    requireTool(this, "openssl", "version");
    requireTool(this, "pdfsig", "-v");
    await add();
    const first = await drive("renew");
    assert.equal(first.data.renewals?.[0]?.state, "waiting", JSON.stringify(first.data));
    assert.equal(await desk.logins(), 1);
    const id = key.spkiHash.slice(0, 32);
    await root();
    const picture = spawnSync("openssl", [
      ...["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"],
      ...["-in", desk.home.file("signed", "card.png.p7s"), "-content", desk.home.file("card.png")],
      ...["-CAfile", desk.home.file("root.pem"), "-out", "/dev/null"],
    ]);
    assert.equal(picture.status, 0, picture.stderr.toString());
    const pdf = spawnSync("pdfsig", [desk.home.file("signed", "contract-signed.pdf")]);
    assert.match(pdf.stdout.toString(), /Signature is Valid/);
    assert.match(pdf.stdout.toString(), /Common Name: Ana/);
    await issue();
    const last = await drive("resume", { "*/install/install": true });
    assert.equal(last.code, 0, JSON.stringify(last.data));
    const { data } = await desk.json("keys", "list");
    const listed = (data["keys"] as { id: string; ckaId?: string; place: string }[]).toSorted(
      (a) => (a.id === id ? -1 : 1),
    );
    assert.deepEqual(
      listed.map((one) => one.ckaId),
      ["01", undefined],
    );
    assert.equal(listed[0]?.id, id);
    const keys = (await desk.json("tokens", "keys", "Card", "--login", "--pin-file", pin)).data;
    const onToken = keys["keys"] as { id: string; certificates: object[] }[];
    assert.equal(onToken.find((one) => one.id === "01")?.certificates.length, 2);
    const exported = await desk.json(
      "keys",
      "export",
      id,
      "--out",
      desk.home.file("x.p12"),
      "--yes",
    );
    assert.equal(exported.data.error?.code, "keys.not-exportable");
    const audit = JSON.stringify((await desk.json("audit", "show")).data);
    assert.match(audit, /key\.adopted/);
    assert.match(audit, /document\.signed/);
  });

  it("is not removed from its token while a profile uses it", async () => {
    await add();
    await drive("renew");
    const other = await desk.makeKey("02", "Other");
    await desk.addCertificate(other, "Ana", 500, authority);
    const removal = await desk.json(
      ...["tokens", "remove-key", "Card", "01", "--replacement", "02", "--yes"],
      ...["--fingerprint", key.spkiHash, "--pin-file", pin],
    );
    assert.equal(removal.data.error?.code, "tokens.key-in-use");
    const { data } = await desk.json("tokens", "keys", "Card");
    assert.ok((data["keys"] as { id: string }[]).some(({ id }) => id === "01"));
  });

  it("is not used if nobody chose it, and no PIN is asked for", async () => {
    await add({ trespass: "unconfirmed" });
    assert.equal(errorOf(await drive("renew")), "tokens.not-confirmed");
    assert.equal(await desk.logins(), 0);
  });

  it("is not used if the provider does not renew certificates of its issuer", async () => {
    const stranger = await desk.makeKey("02", "Other");
    await desk.addCertificate(stranger, "Bob", 300, authority);
    plugin = await writeAdoptingPlugin(desk.home.file("plugins"), undefined, "*cn=somebody else*");
    await add();
    sha256 = await certificateOf("02");
    assert.equal(errorOf(await drive("renew")), "tokens.does-not-match");
    assert.equal(await desk.logins(), 0);
  });

  it("is one profile's, and no other's beside it", async () => {
    await add();
    await drive("renew");
    await add({}, "second");
    const before = await desk.logins();
    assert.equal(errorOf(await drive("renew", {}, "second")), "keys.not-yours");
    assert.equal(await desk.logins(), before);
  });

  it("is neither seen nor used by a plugin that does not declare it", async () => {
    plugin = await writeAdoptingPlugin(desk.home.file("plugins"), {
      keys: ["sign", "generate"],
    });
    await add();
    assert.equal(errorOf(await drive("renew")), "plugin.permission-denied");
    assert.equal(await desk.logins(), 0);
  });

  it("signs nothing but the very bytes that somebody said yes to", async () => {
    await add({ trespass: "bytes" });
    assert.equal(errorOf(await drive("renew")), "signatures.not-confirmed");
    assert.deepEqual(await readdir(desk.home.file("signed")), []);
  });

  it("is looked for on the token that the profile names alone", async () => {
    await add({ keyPlace: "pkcs11:token=Other%20card" });
    assert.equal(errorOf(await drive("renew")), "tokens.not-chosen");
    assert.equal(await desk.logins(), 0);
  });

  it("has the document named to the person who is asked for the PIN", async function () {
    requireTerminal(this);
    await add();
    files = {};
    await drive("renew");
    await desk.shim.clearCalls();
    const { screen } = await desk.atTerminal(
      ["resume", "acme", "--plugin-dir", plugin],
      [
        { sees: "Give the file", types: `${desk.home.file("contract.pdf")}\r` },
        { sees: "Sign contract.pdf?", types: "" },
        { sees: "yes / no", types: "y\r" },
        { sees: "To sign the document “contract.pdf”.", types: "" },
        { sees: "(not shown):", types: "123456\r" },
        { sees: "Give the file", types: `${desk.home.file("card.png")}\r` },
        { sees: "yes / no", types: "y\r" },
        { sees: "Give the file", signal: "SIGINT" },
      ],
    );
    assert.ok(screen.includes("PIN for the token “Card”"), screen);
    assert.equal(await desk.logins(), 1);
    assert.ok((await readdir(desk.home.file("signed"))).includes("card.png.p7s"));
  });

  it("is not looked for on another card of that name, which gets no PIN", async function () {
    await add();
    const all = files;
    files = {};
    await drive("renew");
    files = all;
    await using other = await TokenDesk.open(this);
    const theirs = await other.makeKey("01", "Ana");
    await other.addCertificate(theirs, "Ana", 300, authority);
    const path = desk.home.file("answers.json");
    await writeFile(path, answersFile());
    await other.shim.clearCalls();
    const args = ["resume", "acme", "--answers", path, "--plugin-dir", plugin, "--pin-file", pin];
    const { stdout } = await runCli([...args, "--module", other.shim.modulePath, "--json"], {
      home: desk.home.path,
    });
    assert.match(stdout, /"state":"waiting"/u);
    assert.match(stdout, /token\.other-token|token\.not-found|"for":"token"/u);
    assert.equal(await other.logins(), 0);
    assert.deepEqual(await readdir(desk.home.file("signed")), []);
  });
});
