import { randomUUID } from "node:crypto";
import {
  drawDocument,
  readCode,
  type DigisignSimulator,
  type ExistingCertificate,
  type ExistingCertificateRequest,
  type SentKind,
} from "../digisign/index.js";
import { Browser, type BrowserAnswer } from "./browser.js";
import { signFile, signPdf, type TestSigner } from "./signing.js";

/** Friday, 11:00 in Bucharest; a business day with a holiday ten days later. */
export const friday = new Date("2026-11-20T09:00:00Z");

/** What a token holds in these tests: a certificate and, other than a real one, its key in the open. */
export type TestToken = ExistingCertificate & TestSigner;

/** The certificate of a token with 30 days left, a key of its own unless one is given. */
export async function issueToken(
  simulator: DigisignSimulator,
  request: Partial<ExistingCertificateRequest> = {},
): Promise<TestToken> {
  const notAfter = new Date(simulator.clock.now().getTime() + 30 * 24 * 3600 * 1000);
  const existing = await simulator.certificates.issueExisting({
    notAfter,
    algorithm: "ec-p256",
    ...request,
  });
  return { ...existing, privateKeyPem: existing.privateKeyPem ?? "" };
}

type Fields = Readonly<Record<string, string | Blob>>;

/** A visitor who has opened the form and looked at the validation code. */
export async function openForm(
  simulator: DigisignSimulator,
): Promise<{ browser: Browser; csrf: string; code: string }> {
  const { portalUrl } = simulator.addresses;
  const browser = new Browser(simulator.roots.tls);
  const { csrf } = await browser.get(`${portalUrl}portal/renewal`);
  const { body } = await browser.get(`${portalUrl}portal/renewal/code.png`);
  return { browser, csrf, code: readCode(body) };
}

/** The fields of an order, `csrf` and `code` apart. */
export function renewalFields(
  { certificatePem }: Pick<TestToken, "certificatePem">,
  fields: Fields = {},
): Fields {
  return {
    reference: randomUUID(),
    certificate: new Blob([certificatePem]),
    issuingDate: "2026-11-25",
    email: "ana.ionescu@exemplu.example",
    phone: "0720 000 000",
    organization: "Exemplu S.R.L.",
    locality: "Bucuresti",
    country: "RO",
    ...fields,
  };
}

/** Opens the form, reads the code and sends it all. */
export async function placeRenewal(
  simulator: DigisignSimulator,
  fields: Fields,
): Promise<BrowserAnswer> {
  const { browser, csrf, code } = await openForm(simulator);
  const orders = `${simulator.addresses.portalUrl}portal/renewal/orders`;
  return browser.post(orders, { csrf, code, ...fields });
}

/** The number in the address that an accepted order leads to. */
export function renewalNumber({ headers, code }: BrowserAnswer): string {
  const number = /\/orders\/(RC-\d{4}-\d{6})\?/.exec(headers.location ?? "")?.[1];
  if (number === undefined) throw new Error(`No order was placed: ${code}`);
  return number;
}

/** Orders for a token and says the order's number. */
export async function orderFor(
  simulator: DigisignSimulator,
  token: TestToken,
  fields: Fields = {},
): Promise<string> {
  return renewalNumber(await placeRenewal(simulator, renewalFields(token, fields)));
}

/** What the signer's side answered. */
export interface SignerAnswer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  /** Of an error, empty if there is none. */
  readonly code: string;
  readonly detail: string;
  readonly body: Buffer;
}

/** Somebody who talks to the signer's side about one order. */
export class Signer {
  readonly #browser: Browser;

  constructor(
    private readonly simulator: DigisignSimulator,
    private readonly number: string,
    private readonly serial: string,
  ) {
    this.#browser = new Browser(simulator.roots.tls);
  }

  async get(part = ""): Promise<SignerAnswer> {
    return read(await this.#browser.get(this.#url(part)));
  }

  async upload(kind: string, content: Uint8Array, name = "document.pdf"): Promise<SignerAnswer> {
    const document = new File([new Uint8Array(content)], name);
    return read(await this.#browser.post(this.#url(`/documents/${kind}`), { document }));
  }

  #url(part: string): string {
    const { portalUrl } = this.simulator.addresses;
    return `${portalUrl}signer/orders/${this.number}${part}?serial=${this.serial}`;
  }
}

function read({ status, text, body, headers }: BrowserAnswer): SignerAnswer {
  const isJson = headers["content-type"]?.startsWith("application/json") ?? false;
  const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  const { code = "", detail = "" } = (json["error"] ?? {}) as { code?: string; detail?: string };
  return { status, json, code, detail, body };
}

/** A document as it is mailed, unsigned. */
export function drawFor(kind: Exclude<SentKind, "identity">, number: string): Promise<Buffer> {
  const day = Temporal.PlainDate.from("2026-11-20");
  return drawDocument({ kind, number, holder: "Ana Ionescu", day });
}

/** The beginning of a JPEG, which is all the portal looks at. */
export const picture = Buffer.concat([
  Buffer.from("ffd8ffe000104a464946", "hex"),
  Buffer.alloc(64),
]);

/** Signs and sends the documents of an order, all of them unless said otherwise. */
export async function sendDocuments(
  simulator: DigisignSimulator,
  number: string,
  token: TestToken,
  kinds: readonly SentKind[] = ["declaration", "contract", "terms", "identity"],
): Promise<SignerAnswer[]> {
  const signer = new Signer(simulator, number, token.serial);
  const answers: SignerAnswer[] = [];
  for (const kind of kinds) {
    const isIdentity = kind === "identity";
    const file = isIdentity
      ? await signFile(picture, token)
      : await signPdf(await drawFor(kind, number), token);
    answers.push(await signer.upload(kind, file, isIdentity ? "ci.jpg.p7m" : `${kind}.pdf`));
  }
  return answers;
}
