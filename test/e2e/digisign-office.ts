import assert from "node:assert/strict";
import {
  digisignProfileValues,
  hasTool,
  temporaryHome,
  type DigisignProfileValues,
  type TemporaryHome,
} from "../harness/index.js";
import { FaultShim, SoftHsm, type ShimSettings } from "../rigs/index.js";
import {
  startDigisignSimulator,
  type DigisignSimulator,
  type DigisignSimulatorOptions,
  type IssuerKind,
} from "../simulators/digisign/index.js";
import { OtherProgram, type TokenCertificate, type TokenContent } from "./other-program.js";
import { RenewalOffice } from "./renewal-office.js";

export const eToken = "eToken Ana";
export const otherToken = "Other eToken";
export const eTokenPin = "73915402";
const otherPin = "44556677";

/** A Thursday; the clocks go forward on the Sunday after. */
export const begin = new Date("2026-03-26T08:00:00Z");
/** Four weeks later; Good Friday and Easter Monday lie between. */
export const expiry = new Date("2026-04-20T10:00:00Z");
/** The Tuesday after Romania's Easter. */
export const issuingDate = "2026-04-14";

/** What DigiSign certified on a token. */
export interface DigisignContent extends TokenContent {
  readonly issuer?: IssuerKind;
}

export interface DigisignOfficeOptions {
  readonly now?: Date;
  /** The certificate on the token. */
  readonly content?: Partial<DigisignContent>;
  /** Values of the profile. */
  readonly values?: DigisignProfileValues;
  readonly simulator?: DigisignSimulatorOptions;
  readonly shim?: ShimSettings;
  /** Whether DigiSign's mails are saved into the watched folder. Default `true`. */
  readonly mails?: boolean;
  /** Whether there is a second token, out at first. Default `false`. */
  readonly other?: boolean;
}

/** What the tests look at in an order. */
export interface OrderSeen {
  readonly number: string;
  readonly state: string;
  readonly paid: boolean;
  /** Those that are acknowledged. */
  readonly documents: readonly { kind: string; sha256: string; receipt: string }[];
}

/** Ana's desk: her eToken, a profile for DigiSign's portal, and DigiSign, all at one invented time. */
export class DigisignOffice extends RenewalOffice<DigisignSimulator> {
  /** The certificate that is renewed. */
  old: TokenCertificate = { id: "", pem: "", sha256: "" };
  readonly program: OtherProgram;
  /** The same on the second token. */
  readonly otherProgram: OtherProgram;

  private constructor(
    folder: TemporaryHome,
    readonly hsm: SoftHsm,
    readonly shim: FaultShim,
    simulator: DigisignSimulator,
    time: number,
  ) {
    super(folder, simulator, "ana", time);
    this.secrets.push(eTokenPin, otherPin);
    this.program = new OtherProgram(hsm, eToken);
    this.otherProgram = new OtherProgram(hsm, otherToken);
  }

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    if (!hasTool("openssl", "version")) return "openssl is not installed";
    return OtherProgram.missing() ?? FaultShim.missing();
  }

  static async open(options: DigisignOfficeOptions = {}): Promise<DigisignOffice> {
    const { now = begin, content = {}, other = false } = options;
    const tokens = [{ label: eToken, userPin: eTokenPin }];
    if (other) tokens.push({ label: otherToken, userPin: otherPin });
    const hsm = await SoftHsm.open({ tokens });
    const folder = await temporaryHome("digisign");
    const simulator = await startDigisignSimulator({ now, ...options.simulator });
    const shim = await FaultShim.open(hsm, options.shim);
    const office = new DigisignOffice(folder, hsm, shim, simulator, now.getTime());
    office.mails = options.mails ?? true;
    await office.furnish();
    office.old = await office.enrol({ notAfter: expiry, ...content });
    if (other) await shim.remove(otherToken);
    await office.#addProfile(options.values);
    return office;
  }

  protected override modules(): readonly string[] {
    return [this.shim.modulePath];
  }

  protected override pinFile(): string {
    return "pin";
  }

  /** Makes a key pair on a token, and writes the certificate that DigiSign issued for it beside it. */
  enrol(content: DigisignContent, program = this.program): Promise<TokenCertificate> {
    return program.enrol(content, (publicKey) =>
      this.simulator.certificates.issueExisting({
        publicKey,
        notAfter: content.notAfter,
        ...(content.subject === undefined ? {} : { subject: content.subject }),
        ...(content.issuer === undefined ? {} : { issuer: content.issuer }),
      }),
    );
  }

  /** The code that DigiSign's last picture shows. */
  get code(): string {
    return this.simulator.codes.latest ?? "";
  }

  /** Signs with the old key, by another program, and checks it with the old certificate. */
  oldStillSigns(): Promise<void> {
    return this.program.signsWith(this.old);
  }

  /** How often a function of the module was called. */
  async called(name: `C_${string}`): Promise<number> {
    return (await this.shim.calls(name)).length;
  }

  /** How often the token was given a PIN. */
  logins(): Promise<number> {
    return this.called("C_Login");
  }

  /** DigiSign's order, as its operator sees it. */
  get order(): OrderSeen {
    const { orders } = this.simulator.state() as { orders: readonly OrderSeen[] };
    const [order] = orders;
    assert.ok(order, "there is no order");
    return order;
  }

  async #addProfile(given: DigisignProfileValues = {}): Promise<void> {
    await this.writePin("pin", eTokenPin);
    const roots = this.folder.file("roots");
    const own = { documentsFolder: this.documents, ...given };
    const values = await digisignProfileValues(this.simulator, roots, own);
    await this.addProfile({ provider: "digisign.renewal", values });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.shim[Symbol.asyncDispose]();
    await this.hsm[Symbol.asyncDispose]();
  }
}
