import { randomUUID, type webcrypto } from "node:crypto";
import { smimeName } from "../certum/certificates/smime-name.js";
import {
  someSubject,
  startCertumSimulator,
  type CertumSimulator,
  type CertumSimulatorOptions,
  type SmimeSubject,
} from "../certum/index.js";
import { generateKeyPair, signingAlgorithm, type KeyAlgorithm } from "../pki/key-algorithm.js";
import { sha256 } from "../pki/pem.js";
import { x509 } from "../pki/x509.js";
import { Browser, type BrowserAnswer } from "./browser.js";

/** The order that anna.nowak has from the start. */
export const number = "ORDER/0000123456/dk";
/** The mailbox of {@link someSubject}. */
export const mailbox = "biuro@przyklad.example";
/** The beginning of a PDF, which is all the panel looks at. */
export const pdf = Buffer.from("%PDF-1.7\n");

type Fields = Readonly<Record<string, string | Blob>>;

/** A simulator on a Friday. */
export function startFriday(options: CertumSimulatorOptions = {}): Promise<CertumSimulator> {
  return startCertumSimulator({ now: new Date("2026-11-20T09:00:00Z"), ...options });
}

/** The order as the panel's JSON shows it, as far as tests look at it. */
export interface ShownOrder {
  readonly number: string;
  readonly status: string;
  readonly product: { readonly days: number };
  readonly steps: { readonly data: string; readonly email: string; readonly activation: string };
  readonly data?: {
    readonly organization: string;
    readonly documents: readonly { readonly receipt: string }[];
    readonly verifiedOn?: string;
    readonly verifiedUntil?: string;
    readonly rejection?: { readonly reason: string };
  };
  readonly email?: {
    readonly address: string;
    readonly sentAt: string;
    readonly validUntil: string;
    readonly verifiedAt?: string;
    readonly reusableUntil?: string;
  };
  readonly activation?: {
    readonly reference: string;
    readonly spkiHash: string;
    readonly commonName: string;
    readonly rejection?: { readonly reason: string };
  };
  readonly certificate?: { readonly serial: string; readonly sha256: string };
}

/** Somebody with a browser at the panel. */
export class PanelVisitor {
  readonly browser: Browser;
  csrf = "";

  constructor(readonly simulator: CertumSimulator) {
    this.browser = new Browser(simulator.roots.tls);
  }

  url(path: string): string {
    return this.simulator.addresses.portalUrl + path;
  }

  get(path: string): Promise<BrowserAnswer> {
    return this.browser.get(this.url(path));
  }

  async logIn(user = "anna.nowak", password = "Panel1Anna"): Promise<BrowserAnswer> {
    const { csrf } = await this.get("panel/login");
    const answer = await this.browser.submit(this.url("panel/login"), { csrf, user, password });
    if (answer.status === 303) ({ csrf: this.csrf } = await this.get("panel/dashboard"));
    return answer;
  }

  /** Sends a form of the session as `multipart/form-data`. */
  post(path: string, fields: Fields): Promise<BrowserAnswer> {
    return this.browser.post(this.url(path), { csrf: this.csrf, ...fields });
  }

  async order(wanted = number): Promise<ShownOrder> {
    const url = this.url(`panel/order?number=${encodeURIComponent(wanted)}`);
    return (await this.browser.json(url)) as ShownOrder;
  }

  /** Organization data by registration number, unless the fields say otherwise. */
  sendData(fields: Fields = {}): Promise<BrowserAnswer> {
    return this.post("panel/data", { ...dataFields(), ...fields });
  }

  sendDocument(content: Uint8Array = pdf): Promise<BrowserAnswer> {
    const document = new File([new Uint8Array(content)], "odpis.pdf");
    return this.post("panel/documents", { number, document });
  }

  sendEmail(address = mailbox, fields: Fields = {}): Promise<BrowserAnswer> {
    return this.post("panel/email", { number, reference: randomUUID(), address, ...fields });
  }

  /** The token of the link in the latest mail. */
  get token(): string {
    const text = this.simulator.mailbox.list().at(-1)?.text ?? "";
    return /^https:\S+verify\/email\?token=(\S+)$/m.exec(text)?.[1] ?? "";
  }

  follow(token = this.token): Promise<BrowserAnswer> {
    return new Browser(this.simulator.roots.tls).submit(this.url("verify/email"), { token });
  }

  activate(request: { readonly pem: string }, fields: Fields = {}): Promise<BrowserAnswer> {
    return this.post("panel/activation", {
      number,
      reference: randomUUID(),
      commonName: "organization",
      fields: "E,O,L,SP,C,organizationIdentifier",
      csr: new Blob([request.pem]),
      ...fields,
    });
  }
}

/** The form of {@link someSubject}, all of it. */
export function dataFields(): Record<string, string> {
  return {
    number,
    reference: randomUUID(),
    organization: someSubject.organization,
    country: "PL",
    state: "zachodniopomorskie",
    locality: "Szczecin",
    verification: "register",
    registrationType: "KRS",
    registrationNumber: "0000123456",
    statements: "terms,truth",
  };
}

/** A visitor who is logged in. */
export async function customerOf(simulator: CertumSimulator): Promise<PanelVisitor> {
  const visitor = new PanelVisitor(simulator);
  await visitor.logIn();
  return visitor;
}

/** A visitor whose data and mailbox are verified. */
export async function readyToActivate(simulator: CertumSimulator): Promise<PanelVisitor> {
  const visitor = await customerOf(simulator);
  await visitor.sendData();
  simulator.review.approveData(number);
  await visitor.sendEmail();
  await visitor.follow();
  return visitor;
}

/** A request for a certificate with the key behind it. */
export interface SmimeRequest {
  readonly pem: string;
  readonly keys: webcrypto.CryptoKeyPair;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/** A request that states {@link someSubject}, with what differs from it. */
export async function smimeRequest(
  algorithm: KeyAlgorithm = "ec-p256",
  subject: Partial<SmimeSubject> = {},
  mailboxes: readonly string[] = [],
): Promise<SmimeRequest> {
  const keys = await generateKeyPair(algorithm);
  const names = mailboxes.map((value) => ({ type: "email" as const, value }));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: smimeName({ ...someSubject, ...subject }).toJSON(),
    keys,
    signingAlgorithm: signingAlgorithm(keys.privateKey),
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)],
  });
  return {
    pem: request.toString("pem"),
    keys,
    spkiHash: sha256(Buffer.from(request.publicKey.rawData)),
  };
}
