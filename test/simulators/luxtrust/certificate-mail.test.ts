import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { temporaryHome } from "../../harness/index.js";
import { fromPem } from "../pki/pem.js";
import { obtainCertificate } from "../testing/visits.js";
import {
  startLuxtrustSimulator,
  type CertificateMailOptions,
  type LuxtrustSimulator,
} from "./index.js";

describe("The mail with the certificate", () => {
  let simulator: LuxtrustSimulator;
  let number: number;
  let certificate: Buffer;

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
    ({ number, certificate } = await obtainCertificate(simulator));
  });
  afterEach(() => simulator.close());

  const attachment = async (options: CertificateMailOptions): Promise<Buffer> => {
    const { attachments } = await simulator.orders.mail(number, options);
    return attachments[0]?.content ?? Buffer.alloc(0);
  };
  const subjects = (file: Buffer): string[] =>
    fromPem(file.toString("utf8"), ["CERTIFICATE"]).map((der) =>
      new X509Certificate(der).subject.replace(/^.*CN=([^\n]*).*$/s, "$1"),
    );

  it('has the attachment .DER.txt of the Chamber of Commerce, as the English manual says ("Save on your hard disk the certificate .DER.txt attached in the e-mail of La Chambre du Commerce")', () => {
    const [mail] = simulator.mailbox.list();
    assert.match(mail?.subject ?? "", /Chamber of Commerce/);
    assert.equal(mail?.attachments[0]?.name, `${number}.DER.txt`);
    assert.equal(mail.to, "treasury@acme.example");
  });

  it("has the subject and the attachment of the French manual («Easy_SSL - Your order #1234 is now complete», «1234.txt»)", async () => {
    const mail = await simulator.orders.mail(number, { form: "french" });
    assert.equal(mail.subject, "Easy_SSL - Your order #1234 is now complete");
    assert.equal(mail.attachments[0]?.name, "1234.txt");
  });

  it("holds the certificate and its issuer in PEM unless asked otherwise", async () => {
    const own = "Ada Weber";
    const issuer = "Simulated LuxTrust SSL CA";
    assert.deepEqual(subjects(await attachment({})), [own, issuer]);
    assert.deepEqual(subjects(await attachment({ blocks: "leaf" })), [own]);
    assert.deepEqual(subjects(await attachment({ blocks: "reversed" })), [issuer, own]);
    const withOther = subjects(await attachment({ blocks: "with-other" }));
    assert.deepEqual(withOther, ["Somebody Else", own, issuer]);
  });

  it("can be DER, or base64 without armour", async () => {
    assert.deepEqual(await attachment({ encoding: "der" }), certificate);
    const text = (await attachment({ encoding: "base64" })).toString("latin1");
    assert.match(text, /^[A-Za-z0-9+/=\n]+$/);
    assert.deepEqual(Buffer.from(text, "base64"), certificate);
  });

  it("can have CRLF, a byte order mark, and text before the certificate", async () => {
    const file = await attachment({ crlf: true, bom: true, leadingText: "Bonjour\n" });
    assert.deepEqual([...file.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const text = file.toString("utf8");
    assert.match(text, /^\uFEFF?Bonjour\r\n-----BEGIN/);
    assert.doesNotMatch(text, /[^\r]\n/);
  });

  it("can hold nothing, no certificate, or far too much", async () => {
    assert.equal((await attachment({ content: "empty" })).length, 0);
    assert.equal((await attachment({ content: "oversized" })).length, 6 * 1024 * 1024);
    assert.deepEqual(subjects(await attachment({ content: "garbage" })), []);
  });

  it("comes twice when asked to", async () => {
    const before = simulator.mailbox.list().length;
    simulator.addFault({ endpoint: "mail", kind: "duplicate-mail" });
    await simulator.orders.mail(number);
    await simulator.orders.mail(number);
    assert.equal(simulator.mailbox.list().length - before, 3);
  });

  it("is saved in the outbox whole, and never over another file", async () => {
    await using home = await temporaryHome("outbox");
    await using saving = await startLuxtrustSimulator({ outbox: home.path });
    const obtained = await obtainCertificate(saving);
    await saving.orders.mail(obtained.number, { encoding: "der" });
    assert.deepEqual(readdirSync(home.path).sort(), ["1234.DER (1).txt", "1234.DER.txt"]);
    assert.deepEqual(readFileSync(home.file("1234.DER (1).txt")), obtained.certificate);
  });
});
