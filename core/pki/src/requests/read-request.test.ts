import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { RequestKey } from "@perennial/api";
import { decodeBase64, encodePem } from "../pem.js";
import { ecKey, foreignRequest, rsaKey } from "../test-support/foreign-requests.js";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { readRequest } from "./read-request.js";

const refusedAs = (code: string, rule?: string) => (error: unknown) =>
  PerennialError.is(error, code) && error.params["rule"] === rule;

const kinds: readonly (readonly [string, readonly string[], RequestKey])[] = [
  ["RSA with 1024 bits", rsaKey(1024), { kind: "rsa", bits: 1024 }],
  ["RSA with 2047 bits", rsaKey(2047), { kind: "rsa", bits: 2047 }],
  ["RSA with 2056 bits", rsaKey(2056), { kind: "rsa", bits: 2056 }],
  ["P-256", ecKey("P-256"), { kind: "ec", curve: "ec-p256" }],
  ["P-384", ecKey("P-384"), { kind: "ec", curve: "ec-p384" }],
  ["P-521", ecKey("P-521"), { kind: "ec", curve: "ec-p521" }],
  ["secp256k1", ecKey("secp256k1"), { kind: "ec", curve: "1.3.132.0.10" }],
  ["Brainpool", ecKey("brainpoolP256r1"), { kind: "ec", curve: "1.3.36.3.3.2.8.1.1.7" }],
  ["Ed25519", ["-algorithm", "ED25519"], { kind: "other", algorithm: "1.3.101.112" }],
];

describeWithOpenssl("Requests that OpenSSL made", function () {
  this.timeout(120_000);

  for (const [title, key, expected] of kinds) {
    it(`are read with a key of ${title}, weak or not`, async () => {
      const { pem } = await foreignRequest({ key });
      const read = await readRequest(Buffer.from(pem));
      assert.deepEqual(read.key, expected);
      const spki = openssl(["req", "-noout", "-pubkey"], read.pem).toString();
      assert.equal(spki, encodePem("PUBLIC KEY", read.spki));
    });
  }

  it("are read with a curve that is given by its parameters, which has no name", async () => {
    const { pem } = await foreignRequest({ key: ecKey("P-256", "explicit") });
    const { key } = await readRequest(Buffer.from(pem));
    assert.deepEqual(key, { kind: "other", algorithm: "1.2.840.10045.2.1" });
  });

  for (const [title, more, key] of [
    ["over SHA-1", ["-sha1"], rsaKey(2048)],
    ["over MD5", ["-md5"], rsaKey(2048)],
    ["over SHA-512", ["-sha512"], ecKey("P-256")],
    ["in RSASSA-PSS", ["-sha384", "-sigopt", "rsa_padding_mode:pss"], rsaKey(2048)],
  ] as const) {
    it(`are verified with a signature ${title}`, async () => {
      const { pem } = await foreignRequest({ key, more });
      const { der } = await readRequest(Buffer.from(pem));
      const changed = Buffer.from(der);
      changed[changed.indexOf("Firma")] = 0x66;
      await assert.rejects(readRequest(changed), refusedAs("requests.invalid", "signature"));
    });
  }

  it("are refused where nobody here can say whether the signature is right", async () => {
    const { pem } = await foreignRequest({ key: rsaKey(2048) });
    const { der } = await readRequest(Buffer.from(pem));
    const changed = Buffer.from(der);
    // sha256WithRSAEncryption becomes an identifier that nobody has.
    const oid = Buffer.from("06092a864886f70d01010b", "hex");
    changed[changed.lastIndexOf(oid) + oid.length - 1] = 0x7f;
    await assert.rejects(readRequest(changed), refusedAs("requests.invalid", "unknownAlgorithm"));
  });

  it("are refused with a key that is none", async () => {
    const { pem } = await foreignRequest({ key: ecKey("P-256") });
    const changed = Buffer.from((await readRequest(Buffer.from(pem))).der);
    const oid = Buffer.from("06082a8648ce3d030107", "hex");
    changed[changed.indexOf(oid) + oid.length - 1] = 0x7f;
    await assert.rejects(readRequest(changed), refusedAs("requests.invalid", "unknownKey"));
  });

  it("are read with every attribute in its order, and with the mailboxes asked for", async () => {
    const { pem } = await foreignRequest({
      subject:
        "/C=PL/ST=zachodniopomorskie/L=Szczecin/O=Żółw, Sp. z o.o./organizationIdentifier=NTRPL-0000012345/OU=A/OU=B/CN=jan@example.pl/emailAddress=jan@example.pl/SN=Nowak",
      alternatives:
        "email:jan@example.pl,DNS:example.pl,otherName:1.3.6.1.5.5.7.8.9;UTF8:jan.nowak@example.pl,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:upn@example.pl",
    });
    const { attributes, emails, subject } = await readRequest(Buffer.from(pem));
    assert.deepEqual(
      attributes.map(({ type, value }) => `${type}=${value}`),
      [
        "C=PL",
        "ST=zachodniopomorskie",
        "L=Szczecin",
        "O=Żółw, Sp. z o.o.",
        "organizationIdentifier=NTRPL-0000012345",
        "OU=A",
        "OU=B",
        "CN=jan@example.pl",
        "E=jan@example.pl",
        "SN=Nowak",
      ],
    );
    assert.deepEqual(emails, ["jan@example.pl", "jan.nowak@example.pl"]);
    const printed = openssl(
      ["req", "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"],
      pem,
    );
    assert.equal(printed.toString("utf8").trim(), `subject=${subject}`);
  });

  it("are read without a subject and without extensions", async () => {
    const { pem } = await foreignRequest({ subject: "/" });
    const { subject, attributes, emails } = await readRequest(Buffer.from(pem));
    assert.deepEqual([subject, attributes, emails], ["", [], []]);
  });

  it("are read as they are pasted: text around, one line, UTF-16, base64 alone", async () => {
    const { pem } = await foreignRequest();
    const { der, sha256 } = await readRequest(Buffer.from(pem));
    const pasted = [
      Buffer.from(`Certificate Request:\n    Data:\n${pem}\nbest regards`),
      Buffer.from(pem.replaceAll("\n", " ")),
      Buffer.from(pem.replaceAll("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(pem, "utf16le")]),
      Buffer.from(Buffer.from(der).toString("base64")),
    ];
    for (const one of pasted) assert.equal((await readRequest(one)).sha256, sha256);
  });
});

describeWithOpenssl("Private keys given in the place of a request", function () {
  this.timeout(120_000);

  const forms = ["pkcs1", "sec1", "pkcs8", "encrypted", "pkcs12"] as const;
  for (const form of forms) {
    it(`are not looked at (${form}), in PEM, DER or base64`, async () => {
      for (const content of await privateKeysAs(form)) {
        await assert.rejects(readRequest(content), refusedAs("requests.private-key"));
      }
    });
  }

  it("are not looked at beside a request, or under its name", async () => {
    const { pem, privateKey } = await foreignRequest();
    const der = decodeBase64(privateKey.replace(/-----[^-]+-----/gu, "")) ?? assert.fail();
    for (const content of [
      pem + privateKey,
      privateKey + pem,
      encodePem("CERTIFICATE REQUEST", der),
      Buffer.concat([(await readRequest(Buffer.from(pem))).der, der]),
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    ]) {
      await assert.rejects(readRequest(Buffer.from(content)), refusedAs("requests.private-key"));
    }
  });
});

/** A private key in PEM (where there is such a thing), DER and base64. */
async function privateKeysAs(
  form: "encrypted" | "pkcs1" | "pkcs8" | "pkcs12" | "sec1",
): Promise<readonly Buffer[]> {
  const { privateKey } = await foreignRequest({
    key: form === "sec1" ? ecKey("P-256") : rsaKey(2048),
  });
  if (form === "pkcs12") {
    const der = await withFiles({ "key.pem": privateKey }, (path) =>
      openssl([
        ...["pkcs12", "-export", "-nocerts", "-inkey", path("key.pem")],
        ...["-passout", "pass:changeit"],
      ]),
    );
    return [der, Buffer.from(der.toString("base64"))];
  }
  const key = createPrivateKey(privateKey);
  const [der, pem] = (["der", "pem"] as const).map((format) =>
    form === "encrypted"
      ? key.export({
          type: "pkcs8",
          format,
          cipher: "aes-256-cbc",
          passphrase: "changeit",
        } as never)
      : key.export({ type: form, format } as never),
  ) as unknown as readonly [Buffer, string];
  return [der, Buffer.from(pem), Buffer.from(der.toString("base64"))];
}

describe("What is no request", () => {
  for (const [title, content] of [
    ["nothing", ""],
    ["a text", "hello"],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"],
    ["a request that was cut off", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB"],
    [
      "a sequence of something else",
      encodePem("CERTIFICATE REQUEST", Buffer.from("3003020101", "hex")),
    ],
    ["more than a request ever has", "A".repeat(200_000)],
  ] as const) {
    it(`is refused: ${title}`, async () => {
      await assert.rejects(readRequest(Buffer.from(content)), refusedAs("requests.unreadable"));
    });
  }
});
