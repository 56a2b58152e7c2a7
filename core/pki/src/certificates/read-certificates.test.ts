import assert from "node:assert/strict";
import type { CertificatesRead, ReadRemark } from "@perennial/api";
import { signerFromPrivateKey } from "../signer.js";
import { createRequest } from "../requests/create-request.js";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { issue } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { certificateInfo } from "./certificate-info.js";
import { largestCertificateFile, readCertificates } from "./read-certificates.js";

let one: Issued;
let two: Issued;

function names({ certificates }: CertificatesRead): readonly string[] {
  return certificates.map(({ subject }) => subject);
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
}

function refusal(content: Uint8Array | string, code: string): void {
  assert.throws(() => readCertificates(Buffer.from(content)), { code });
}

describe("Reading certificate files", function () {
  this.timeout(120_000);

  before(async () => {
    one = await issue("one");
    two = await issue("two");
  });

  const forms: readonly (readonly [string, () => Uint8Array | string, readonly ReadRemark[]])[] = [
    ["PEM", () => one.pem, []],
    ["PEM without a last line end", () => one.pem.trimEnd(), []],
    ["PEM with CRLF", () => one.pem.replaceAll("\n", "\r\n"), ["crlf"]],
    ["PEM with CR", () => one.pem.replaceAll("\n", "\r"), ["crlf"]],
    ["PEM with a UTF-8 byte order mark", () => `\ufeff${one.pem}`, ["bom"]],
    ["PEM in UTF-16, little endian", () => utf16(one.pem, false), ["bom"]],
    ["PEM in UTF-16, big endian", () => utf16(one.pem, true), ["bom"]],
    ["PEM with text around it", () => `Dear Zoë,\n\n${one.pem}\nRegards\n`, ["leading-text"]],
    ["PEM with text behind it", () => `${one.pem}-- \nThe CA\n`, []],
    [
      "PEM with bag attributes, as openssl pkcs12 writes them",
      () => `Bag Attributes\n    localKeyID: 01\nsubject=CN = one\n${one.pem}`,
      ["leading-text"],
    ],
    ["PEM with the old label", () => one.pem.replaceAll("CERTIFICATE", "X509 CERTIFICATE"), []],
    ["PEM in one long line", () => one.pem.replace(/(?<=[A-Za-z0-9+/=])\n(?!-)/gu, ""), []],
    ["DER", () => one.der, ["der"]],
    ["DER with a line end", () => Buffer.concat([one.der, Buffer.from("\r\n")]), ["der"]],
    [
      "base64 in lines",
      () => one.pem.replace(/-----[^-]+-----\n/gu, ""),
      ["base64-without-armour"],
    ],
    [
      "base64 without line ends",
      () => Buffer.from(one.der).toString("base64"),
      ["base64-without-armour"],
    ],
    ["the same certificate twice", () => one.pem + one.pem, []],
  ];
  for (const [title, content, remarks] of forms) {
    it(`reads ${title}`, () => {
      const read = readCertificates(Buffer.from(content()));
      assert.deepEqual(names(read), ["CN=one"]);
      assert.deepEqual(read.remarks, remarks);
      assert.equal(read.certificates[0]?.der, Buffer.from(one.der).toString("base64"));
    });
  }

  it("reads several blocks in their order, whatever stands between them", () => {
    const read = readCertificates(Buffer.from(`${two.pem}\n# the issuer\n${one.pem}`));
    assert.deepEqual(names(read), ["CN=two", "CN=one"]);
    assert.deepEqual(read.remarks, ["several-certificates"]);
  });

  it("reads certificates in DER one after the other", () => {
    const read = readCertificates(Buffer.concat([one.der, two.der]));
    assert.deepEqual(names(read), ["CN=one", "CN=two"]);
  });

  it("takes the certificate and leaves the request beside it", async () => {
    const request = await createRequest(
      { subject: { commonName: "x" } },
      signerFromPrivateKey(one.privateKey),
    );
    assert.deepEqual(names(readCertificates(Buffer.from(request.pem + one.pem))), ["CN=one"]);
    refusal(request.pem, "certificates.none-found");
  });

  it("says that an empty file is empty, also one of white space or a byte order mark", () => {
    for (const content of ["", " \r\n", "\ufeff", "\ufeff\n"])
      refusal(content, "certificates.empty");
  });

  it("says that other files hold no certificate", () => {
    for (const content of ["%PDF-1.7\n", "<html></html>", "QUJD", "0000", Buffer.from([1, 0, 2])]) {
      refusal(content, "certificates.none-found");
    }
  });

  it("refuses a file over the limit before looking at it", () => {
    refusal(Buffer.alloc(largestCertificateFile + 1, 0x41), "certificates.too-large");
  });

  it("refuses a damaged or cut block and names its number", () => {
    const half = one.pem.slice(0, one.pem.length / 2);
    assert.throws(() => readCertificates(Buffer.from(two.pem + half)), {
      code: "certificates.unreadable",
      params: { block: 2 },
    });
    refusal(one.pem.replace("MII", "M!I"), "certificates.unreadable");
    refusal(one.pem.replace("\n-----END", "A===\n-----END"), "certificates.unreadable");
  });

  it("refuses anything behind a certificate within its block", () => {
    const both = Buffer.concat([one.der, two.der]).toString("base64");
    refusal(
      `-----BEGIN CERTIFICATE-----\n${both}\n-----END CERTIFICATE-----`,
      "certificates.unreadable",
    );
  });

  it("refuses DER that is cut off", () => {
    refusal(one.der.subarray(0, -1), "certificates.unreadable");
  });

  it("gives the information of RFC 5280 in the forms the interface promises", () => {
    const info = certificateInfo(one.der);
    assert.equal(info.subject, "CN=one");
    assert.equal(info.notBefore, "2026-05-16T12:00:00Z");
    assert.equal(info.notAfter, "2027-06-15T12:00:00Z");
    assert.match(info.serial, /^[0-9a-f]+$/u);
    assert.match(info.sha256, /^[0-9a-f]{64}$/u);
    assert.equal(info.isCa, false);
  });
});

describe("Private keys in certificate files", function () {
  this.timeout(120_000);

  const key = () => one.privateKey;
  const forms: readonly (readonly [string, () => Uint8Array | string])[] = [
    ["PKCS#8 in PEM", () => key().export({ type: "pkcs8", format: "pem" })],
    ["PKCS#8 in DER", () => key().export({ type: "pkcs8", format: "der" })],
    ["SEC 1 in PEM", () => key().export({ type: "sec1", format: "pem" })],
    ["SEC 1 in DER", () => key().export({ type: "sec1", format: "der" })],
    [
      "encrypted PKCS#8 in PEM",
      () => key().export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }),
    ],
    [
      "encrypted PKCS#8 in DER",
      () => key().export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" }),
    ],
    [
      "base64 without armour",
      () => key().export({ type: "pkcs8", format: "der" }).toString("base64"),
    ],
    ["UTF-16", () => utf16(key().export({ type: "pkcs8", format: "pem" }).toString(), false)],
    ["cut-off armour", () => "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA"],
    ["PuTTY's form", () => "PuTTY-User-Key-File-3: ssh-rsa\n"],
  ];
  for (const [title, content] of forms) {
    it(`stop the reading: ${title}`, () => refusal(content(), "certificates.private-key"));
  }

  it("stop the reading although a certificate stands before", () => {
    refusal(
      `${one.pem}${key().export({ type: "pkcs8", format: "pem" }).toString()}`,
      "certificates.private-key",
    );
  });
});

describeWithOpenssl("Files that OpenSSL writes", function () {
  this.timeout(120_000);

  it("are read: PKCS#7 bundles in PEM, DER and base64", async () => {
    await withFiles({ "certs.pem": one.pem + two.pem }, (path) => {
      const bundle = (form: string) =>
        openssl(["crl2pkcs7", "-nocrl", "-certfile", path("certs.pem"), "-outform", form]);
      for (const content of [bundle("PEM"), bundle("DER"), bundle("DER").toString("base64")]) {
        assert.deepEqual(names(readCertificates(Buffer.from(content))), ["CN=one", "CN=two"]);
      }
    });
  });

  it("are read: TRUSTED CERTIFICATE with what it is trusted for", () => {
    const trusted = openssl(["x509", "-trustout", "-addtrust", "emailProtection"], one.pem);
    assert.match(trusted.toString("latin1"), /BEGIN TRUSTED CERTIFICATE/);
    assert.deepEqual(names(readCertificates(trusted)), ["CN=one"]);
  });

  it("are refused when they hold a key: PKCS#12, and PKCS#1 in DER", async () => {
    const key = one.privateKey.export({ type: "pkcs8", format: "pem" });
    await withFiles({ "both.pem": `${one.pem}${key.toString()}` }, (path) => {
      const args = ["pkcs12", "-export", "-in", path("both.pem"), "-passout", "pass:x"];
      refusal(openssl(args), "certificates.private-key");
    });
    refusal(openssl(["genrsa", "-traditional", "2048"]), "certificates.private-key");
    const pkcs1 = openssl(["rsa", "-traditional", "-outform", "DER"], openssl(["genrsa", "2048"]));
    refusal(pkcs1, "certificates.private-key");
  });

  it("say the same as OpenSSL prints: subject, serial, dates and fingerprint", async () => {
    const certificate = await issue('Zoë, #1 + "x" <y>; \\z ', {
      subject: 'C=LU, O="Ex, Inc. + Söhne", OU=\\#1 x, CN=Zoë \\\\ <y>\\;',
    });
    const info = certificateInfo(certificate.der);
    const print = (...options: readonly string[]) =>
      openssl(["x509", "-noout", ...options], certificate.pem)
        .toString("utf8")
        .trim()
        .replace(/^[^=]*=/u, "");
    assert.equal(info.subject, print("-subject", "-nameopt", "RFC2253,utf8,-esc_msb"));
    assert.equal(info.serial, print("-serial").toLowerCase());
    assert.equal(new Date(info.notAfter).getTime(), Date.parse(print("-enddate")));
    assert.equal(info.sha256, print("-fingerprint", "-sha256").replaceAll(":", "").toLowerCase());
  });
});

describe("Hostile files", () => {
  it("are read in linear time: a megabyte of beginnings without ends", () => {
    const line = "-----BEGIN A-----";
    const content = line.repeat(Math.floor(largestCertificateFile / line.length));
    const begun = process.cpuUsage();
    refusal(content, "certificates.none-found");
    // Searching for the end of each block anew takes more than ten seconds.
    assert.ok(process.cpuUsage(begun).user < 3_000_000);
  });
});
