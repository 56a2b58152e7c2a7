import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { SubjectFields } from "@perennial/api";
import { signerFromPrivateKey } from "../signer.js";
import { describeWithOpenssl, openssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import { privateKeys } from "../test-support/test-authority.js";
import { createRequest } from "./create-request.js";
import { readRequest } from "./read-request.js";

const subject: SubjectFields = {
  commonName: 'Zoë "Z." Müller, PhD + #1',
  email: "zoe.mueller@example.lu",
  organization: "Exemple & Fils, S.à r.l.",
  organizationIdentifier: "NTRLU-B123456",
  organizationalUnit: "Trésorerie",
  locality: "Luxembourg",
  state: "Luxembourg",
  country: "lu",
};
const keys = privateKeys();
const signer = signerFromPrivateKey(keys.get("ec-p256") ?? assert.fail());

function badSubject(field: string, problem: string) {
  return (error: unknown) =>
    PerennialError.is(error, "requests.bad-subject") &&
    error.params["field"] === field &&
    error.params["problem"] === problem;
}

describeWithOpenssl("Certification requests, judged by OpenSSL", function () {
  this.timeout(120_000);

  for (const [algorithm, privateKey] of keys) {
    it(`has a valid signature and the subject asked for with ${algorithm}`, async () => {
      const request = await createRequest({ subject }, signerFromPrivateKey(privateKey));
      await withFiles({ "request.pem": request.pem }, (path) => {
        const verified = tryOpenssl(["req", "-in", path("request.pem"), "-verify", "-noout"]);
        assert.match(verified.text, /verify OK/);
        const printed = openssl(
          ["req", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"],
          request.pem,
        ).toString("utf8");
        assert.equal(printed.trim(), `subject=${request.subject}`);
      });
    });
  }

  it("encodes the country as PrintableString, the e-mail as IA5String, the rest as UTF8String", async () => {
    const { pem } = await createRequest({ subject }, signer);
    const text = openssl(["asn1parse"], pem).toString("utf8");
    assert.match(text, /countryName\n.*PRINTABLESTRING +:LU/);
    assert.match(text, /emailAddress\n.*IA5STRING +:zoe\.mueller@example\.lu/);
    for (const type of [
      "commonName",
      "organizationName",
      "organizationIdentifier",
      "localityName",
      "stateOrProvinceName",
    ]) {
      assert.match(text, new RegExp(`:${type}\\n.*UTF8STRING`, "u"), type);
    }
  });

  it("puts the subject's e-mail, further e-mails and DNS names into the alternative name once", async () => {
    const { pem } = await createRequest(
      {
        subject,
        emails: ["zoe.mueller@example.lu", "office@example.lu"],
        dnsNames: ["WWW.Example.lu", "*.example.lu"],
      },
      signer,
    );
    const text = openssl(["req", "-noout", "-text"], pem).toString("utf8");
    assert.match(
      text,
      /email:zoe\.mueller@example\.lu, email:office@example\.lu, DNS:www\.example\.lu, DNS:\*\.example\.lu\n/,
    );
  });

  it("has no alternative name when there is nothing to put into it", async () => {
    const { pem } = await createRequest({ subject: { commonName: "Zoë" } }, signer);
    assert.doesNotMatch(openssl(["req", "-noout", "-text"], pem).toString("utf8"), /Alternative/);
  });
});

describe("Subjects of requests", function () {
  this.timeout(120_000);

  const refused: readonly (readonly [string, Partial<SubjectFields>, string, string])[] = [
    ["no common name", { commonName: "  " }, "commonName", "empty"],
    ["a common name of 65 characters", { commonName: "x".repeat(65) }, "commonName", "tooLong"],
    [
      "an organization of 65 characters",
      { organization: "x".repeat(65) },
      "organization",
      "tooLong",
    ],
    [
      "a unit of 65 characters",
      { organizationalUnit: "x".repeat(65) },
      "organizationalUnit",
      "tooLong",
    ],
    ["a locality of 129 characters", { locality: "x".repeat(129) }, "locality", "tooLong"],
    ["a country of three letters", { country: "LUX" }, "country", "badCountry"],
    ["a country of two digits", { country: "12" }, "country", "badCountry"],
    ["a control character", { organization: "Ex\u0000ample" }, "organization", "badCharacter"],
    ["a lone surrogate", { organization: "Ex\ud800ample" }, "organization", "badCharacter"],
    ["an e-mail without a host", { email: "zoe@" }, "email", "badEmail"],
    ["an e-mail outside ASCII", { email: "zoë@example.lu" }, "email", "badEmail"],
    ["an e-mail with a line end", { email: "a@example.lu\nb@example.lu" }, "email", "badCharacter"],
  ];
  for (const [title, fields, field, problem] of refused) {
    it(`refuses ${title}, naming the field`, async () => {
      await assert.rejects(
        createRequest({ subject: { ...subject, ...fields } }, signer),
        badSubject(field, problem),
      );
    });
  }

  it("counts characters, not bytes: 64 of three bytes each fit", async () => {
    const commonName = "€".repeat(64);
    const { pem } = await createRequest({ subject: { commonName } }, signer);
    assert.equal((await readRequest(Buffer.from(pem))).subject, `CN=${commonName}`);
  });

  it("refuses a DNS name that is none", async () => {
    await assert.rejects(
      createRequest({ subject, dnsNames: ["-a.example.lu"] }, signer),
      badSubject("dnsNames", "badDnsName"),
    );
  });
});

describe("Reading requests", function () {
  this.timeout(120_000);

  it("gives back what was made, from PEM, DER and base64", async () => {
    const made = await createRequest({ subject }, signer);
    const read = await readRequest(Buffer.from(made.pem.replaceAll("\n", "\r\n")));
    const { pem, spkiHash, sha256, subject: name } = read;
    assert.deepEqual({ pem, spkiHash, sha256, subject: name }, made);
    assert.equal((await readRequest(read.der)).sha256, made.sha256);
    const base64 = Buffer.from(read.der).toString("base64");
    assert.equal((await readRequest(Buffer.from(base64))).sha256, made.sha256);
  });

  it("refuses a request that was changed after it was signed", async () => {
    const { der } = await readRequest(Buffer.from((await createRequest({ subject }, signer)).pem));
    const changed = Buffer.from(der);
    changed[changed.indexOf("Luxembourg")] = 0x6c;
    await assert.rejects(
      readRequest(changed),
      (error) =>
        PerennialError.is(error, "requests.invalid") && error.params["rule"] === "signature",
    );
  });

  it("refuses what is no request", async () => {
    for (const content of [
      "",
      "hello",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ]) {
      await assert.rejects(readRequest(Buffer.from(content)), { code: "requests.unreadable" });
    }
  });
});
