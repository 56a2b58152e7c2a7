import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import {
  certumProfileValues,
  hasTool,
  panelUser,
  partnerCustomer,
  partnerUser,
  temporaryHome,
  type CertumProfileValues,
  type TemporaryHome,
} from "../harness/index.js";
import { FaultShim, SoftHsm } from "../rigs/index.js";
import {
  startCertumSimulator,
  type CertumRootFiles,
  type CertumSimulator,
  type CertumSimulatorOptions,
} from "../simulators/certum/index.js";
import { OtherProgram, type TokenCertificate, type TokenContent } from "./other-program.js";
import { RenewalOffice, type RunOptions } from "./renewal-office.js";
import type { RenewalJson } from "./renewal-json.js";

/** A Monday. */
export const begin = new Date("2026-03-02T09:00:00Z");
/** Less than a month later: the renewal is due. */
export const expiry = new Date("2026-03-27T10:00:00Z");
/** What the shop has sold to Anna. */
export const orderNumber = "ORDER/0000123456/dk";
export const mailbox = "biuro@przyklad.example";
export const organization = "Przykład Sp. z o.o.";
/** What was verified, as a request states it in OpenSSL's words. */
export const verifiedSubject = [
  ["C", "PL"],
  ["ST", "zachodniopomorskie"],
  ["L", "Szczecin"],
  ["O", organization],
  ["organizationIdentifier", "NTRPL-0000123456"],
  ["CN", organization],
  ["emailAddress", mailbox],
] as const;
export const cardLabel = "cryptoCertum Anna";
export const cardPin = "73915402";

export interface CertumOfficeOptions {
  readonly now?: Date;
  /** Values of the profile. */
  readonly values?: CertumProfileValues;
  readonly simulator?: CertumSimulatorOptions;
  /** A card with the old certificate and its key; `true` for one as usual. Default: none. */
  readonly card?: boolean | Partial<TokenContent>;
  /** End of the old certificate. Default {@link expiry}. */
  readonly notAfter?: Date;
  /** Whether the certificate's mail is saved into the watched folder. Default `false`. */
  readonly mails?: boolean;
}

/** What the tests look at in an order of the panel. */
export interface OrderSeen {
  readonly number: string;
  readonly status: string;
  readonly steps: Readonly<Record<"data" | "email" | "activation", string>>;
  readonly data?: {
    readonly reference: string;
    readonly documents: readonly { readonly name: string; readonly receipt: string }[];
    readonly verifiedUntil?: string;
  };
  readonly certificate?: { readonly serial: string; readonly notAfter: string };
  readonly certificatePem?: string;
}

/** As the profile of a partner has it. */
const partnerOrderer = { customer: "Przyklad", account: partnerUser.user };

interface Rig {
  readonly hsm: SoftHsm;
  readonly shim: FaultShim;
}

/** Anna's desk: her certificate, a profile for Certum, and Certum, all at one invented time. */
export class CertumOffice extends RenewalOffice<CertumSimulator> {
  /** The certificate that is renewed; `id` is empty unless it is on the card. */
  old: TokenCertificate & { readonly privateKeyPem?: string } = { id: "", pem: "", sha256: "" };
  roots: CertumRootFiles = { tls: "", ca: "", issuing: "", caChain: "" };
  #files: Readonly<Record<string, unknown>> = {};
  /** For whom the old certificate was ordered, if not by Anna herself. */
  #orderer: { readonly customer?: string; readonly account?: string } = {};

  private constructor(
    folder: TemporaryHome,
    simulator: CertumSimulator,
    time: number,
    private readonly rig: Rig | undefined,
  ) {
    super(folder, simulator, "anna", time);
    this.secrets.push(panelUser.password, partnerUser.password);
    if (rig !== undefined) this.secrets.push(cardPin);
  }

  /** Why a desk with a card cannot be had on this machine; `undefined` if it can. */
  static cardMissing(): string | undefined {
    return OtherProgram.missing() ?? FaultShim.missing();
  }

  /** Why certificates cannot be judged by OpenSSL on this machine. */
  static missing(): string | undefined {
    return hasTool("openssl", "version") ? undefined : "openssl is not installed";
  }

  static async open(options: CertumOfficeOptions = {}): Promise<CertumOffice> {
    const { now = begin, card = false, notAfter = expiry, mails = false } = options;
    const folder = await temporaryHome("certum");
    const simulator = await startCertumSimulator({ now, ...options.simulator });
    const rig = await openRig(card !== false);
    const office = new CertumOffice(folder, simulator, now.getTime(), rig);
    office.mails = mails;
    office.#isPartner = options.values?.["role"] === "partner";
    await office.furnish();
    office.roots = await simulator.writeRoots(folder.file("roots"));
    const content = { notAfter, ...(card === true || card === false ? {} : card) };
    office.#orderer = options.values?.["role"] === "partner" ? partnerOrderer : {};
    office.old = card === false ? await office.#issueOld(notAfter) : await office.enrol(content);
    await office.#addProfile(options.values);
    return office;
  }

  get hsm(): SoftHsm {
    return this.card.hsm;
  }
  get shim(): FaultShim {
    return this.card.shim;
  }
  /** Another program on the card. */
  get program(): OtherProgram {
    return new OtherProgram(this.hsm, cardLabel);
  }

  private get card(): Rig {
    assert.ok(this.rig, "there is no card at this desk");
    return this.rig;
  }

  protected override modules(): readonly string[] {
    return this.rig === undefined ? [] : [this.rig.shim.modulePath];
  }

  protected override pinFile(): string {
    return this.rig === undefined ? "" : "pin";
  }

  /** For whom the old certificate was issued. */
  get #owner(): { readonly customer?: string; readonly account?: string } {
    return this.#isPartner ? { customer: partnerCustomer, account: partnerUser.user } : {};
  }
  #isPartner = false;

  /** Makes a key pair on the card, and writes the certificate that Certum issued for it beside it. */
  enrol(content: TokenContent): Promise<TokenCertificate> {
    const { notAfter } = content;
    return this.program.enrol(content, (publicKey) =>
      this.simulator.issueExisting({ publicKey, notAfter, ...this.#orderer }),
    );
  }

  /** Passwords are never arguments: files with them are named beside the answers. */
  override renew(options: RunOptions = {}): Promise<RenewalJson> {
    return super.renew(this.#withPasswords(options));
  }
  override resume(options: RunOptions = {}): Promise<RenewalJson> {
    return super.resume(this.#withPasswords(options));
  }

  /** From now on these passwords are given; `undefined`: none. */
  async givePasswords(panel?: string, partner?: string): Promise<void> {
    this.#files = {};
    for (const [key, field, password] of [
      ["panel-password", "portalPassword", panel],
      ["partner-password-*", "partnerPassword", partner],
    ] as const) {
      if (password === undefined) continue;
      const file = await this.give(field, `${password}\n`);
      this.#files = { ...this.#files, [`*/*/${key}`]: { [field]: { file } } };
    }
  }

  #withPasswords(options: RunOptions): RunOptions {
    return { ...options, answers: { ...this.#files, ...options.answers } };
  }

  /** The order of the panel, as its operator sees it. */
  order(number = orderNumber): OrderSeen {
    const { orders } = this.simulator.state() as { orders: readonly OrderSeen[] };
    const order = orders.find((one) => one.number === number);
    assert.ok(order, `there is no order ${number}`);
    return order;
  }

  /** The link in the mail that came last. */
  get link(): string {
    const mail = this.simulator.mailbox
      .list()
      .findLast(({ text }) => text.includes("verify/email"));
    const link = /^https:\S+verify\/email\?token=\S+$/m.exec(mail?.text ?? "")?.[0];
    assert.ok(link, "no mail with a link has come");
    return link;
  }

  async #issueOld(notAfter: Date): Promise<TokenCertificate & { privateKeyPem?: string }> {
    const {
      certificatePem: pem,
      sha256,
      privateKeyPem,
    } = await this.simulator.issueExisting({
      ...{ notAfter, algorithm: "rsa-2048" as const, ...this.#owner },
      ...this.#orderer,
    });
    assert.ok(new X509Certificate(pem).checkPrivateKey(createPrivateKey(privateKeyPem ?? "")));
    return { id: "", pem, sha256, ...(privateKeyPem === undefined ? {} : { privateKeyPem }) };
  }

  async #addProfile(given: CertumProfileValues = {}): Promise<void> {
    if (this.rig !== undefined) await this.writePin("pin", cardPin);
    await this.givePasswords(panelUser.password, partnerUser.password);
    const own = { documentsFolder: this.documents, ...given };
    const values = await certumProfileValues(this.simulator, this.folder.file("roots"), own);
    await this.addProfile({ provider: "certum.smime", values, certificate: this.old.pem });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.rig?.shim[Symbol.asyncDispose]();
    await this.rig?.hsm[Symbol.asyncDispose]();
  }
}

async function openRig(wanted: boolean): Promise<Rig | undefined> {
  if (!wanted) return undefined;
  const hsm = await SoftHsm.open({ tokens: [{ label: cardLabel, userPin: cardPin }] });
  return { hsm, shim: await FaultShim.open(hsm) };
}
