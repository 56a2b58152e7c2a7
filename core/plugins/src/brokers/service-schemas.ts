import type { SchemaObject } from "ajv";
import {
  amount,
  anyOf,
  anything,
  args,
  content,
  flag,
  list,
  map,
  message,
  oneOf,
  record,
  text,
} from "../process/shapes.js";

const keyId: SchemaObject = { type: "string", pattern: "^[0-9a-f]{32}$" };
const algorithm = oneOf("rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521");
const instant = text(40);
const calendar = record({
  country: text(10),
  timeZone: text(60),
  "hours?": { type: "array", items: text(10), minItems: 2, maxItems: 2 },
});
const short = text(300);
const secret = record({ secret: short });
const file = record({ name: short, contentType: text(200), content });
const subjectFields = record({
  commonName: text(1_000),
  "email?": short,
  "organization?": text(1_000),
  "organizationIdentifier?": text(1_000),
  "organizationalUnit?": text(1_000),
  "locality?": text(1_000),
  "state?": text(1_000),
  "country?": text(10),
});

const subject = { anyOf: [subjectFields, record({ certificate: content })] };

/** Values by the attributes of a subject. */
const byAttribute = { ...map(text(1_000)), maxProperties: 50 };
/** Rules that a request can be judged by. */
const requestRules = {
  "minRsaBits?": amount,
  "rsaBitsDivisibleBy8?": flag,
  "curves?": list(oneOf("ec-p256", "ec-p384", "ec-p521"), 3),
  "subject?": byAttribute,
  "subjectHas?": list(short, 50),
  "commonNameOneOf?": list(text(1_000), 50),
  "mailboxesInSan?": flag,
  "emails?": list(short, 100),
  "notWeakSignature?": flag,
};
const profileRules = record({
  ...requestRules,
  "maxValidityDays?": amount,
  "keyUsage?": list(short, 50),
  "extendedKeyUsage?": list(short, 50),
  "forbiddenExtendedKeyUsage?": list(short, 50),
  "notCa?": flag,
  "subjectPatterns?": byAttribute,
});
/** A request as PEM: as much as is read of a file, in base64. */
const pem = text(200_000);

/** Methods a plugin may call and the shape of their arguments. What is not here does not exist. */
export const SERVICE_SCHEMAS: { readonly [method: string]: SchemaObject } = {
  "keys.newId": args(),
  "keys.generate": args(record({ id: keyId, algorithm, label: short, "place?": text(2_000) })),
  "keys.find": args(keyId),
  "tokens.look": args(record({ "place?": text(2_000) })),
  "tokens.adopt": args(
    record({ place: text(2_000), sha256: { type: "string", pattern: "^[0-9a-f]{64}$" } }),
  ),
  "requests.create": args(
    record({ keyId, subject, "emails?": list(short, 100), "dnsNames?": list(short, 100) }),
  ),
  "requests.read": args(content),
  "requests.checkProfile": args(pem, record(requestRules)),
  "certificates.read": args(content),
  "certificates.chain": args(
    record({ der: content, intermediates: list(content, 50), roots: list(content, 500) }),
  ),
  "certificates.checkProfile": args(content, profileRules),
  "certificates.prove": args(record({ der: content, keyId })),
  "certificates.install": args(
    record({ der: content, chain: list(content, 20), keyId, "issuersOnToken?": flag }),
  ),
  "certificates.record": args(record({ der: content, chain: list(content, 20), request: pem })),
  "signatures.verifyCms": args(record({ content, roots: list(content, 500) })),
  "signatures.sign": args(
    record({
      keyId,
      der: content,
      "chain?": list(content, 20),
      file: text(1_000),
      format: oneOf("pades", "cades-detached", "cades-attached"),
      "reason?": text(1_000),
    }),
  ),
  "signatures.inspect": args(text(1_000)),
  "http.proxy": args(text(8_000)),
  "http.request": args(
    record({
      session: short,
      method: oneOf("GET", "HEAD", "POST", "PUT", "DELETE"),
      url: text(8_000),
      "headers?": map(anyOf(text(8_000), secret)),
      "form?": map(anyOf(text(1_000_000), secret)),
      "multipart?": map(anyOf(text(1_000_000), secret, file)),
      "json?": anything,
      "xml?": list(anyOf(text(16_000_000), secret), 1_000),
      "timeout?": amount,
      "maxBytes?": amount,
      "maxRedirects?": amount,
      "roots?": list(content, 500),
    }),
  ),
  "http.close": args(short),
  "http.cookies": args(short),
  "http.restore": args(short, text(65_536)),
  "files.read": args(text(1_000)),
  "files.save": args(record({ "folder?": short, name: text(1_000), content })),
  "files.list": args(record({ "folder?": short, names: list(short, 100) })),
  "files.backUp": args(
    record({
      label: text(1_000),
      "folder?": short,
      paths: list(text(1_000), 1_000),
      keyIds: list(keyId, 100),
    }),
  ),
  "files.findBackup": args(text(1_000)),
  "clock.now": args(),
  "clock.addBusinessDays": args(instant, { type: "number" }, calendar),
  "clock.addBusinessHours": args(instant, { type: "number" }, calendar),
  "clock.isBusinessDay": args(instant, calendar),
  "ui.progress": args(record({ text: message, "done?": amount, "total?": amount })),
  "ui.note": args(message),
  "secrets.find": args(short),
  "secrets.forget": args(short),
};
