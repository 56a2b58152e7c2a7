import assert from "node:assert/strict";
import { createHash, verify, X509Certificate } from "node:crypto";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  digisignProfileValues,
  hasTool,
  repositoryRoot,
  runProcess,
  temporaryHome,
  type DigisignProfileValues,
  type ProcessResult,
  type TemporaryHome,
} from "../harness/index.js";
import { FaultShim, SoftHsm, type ShimSettings } from "../rigs/index.js";
import {
  startDigisignSimulator,
  type DigisignSimulator,
  type DigisignSimulatorOptions,
} from "../simulators/digisign/index.js";
import { hideSystemDrivers } from "./token-desk.js";
import { OtherProgram, type TokenCertificate, type TokenContent } from "./digisign-token.js";
import { leaksIn } from "./leaks-in.js";
import type { JsonResult, RenewalJson, ShownRenewal } from "./renewal-json.js";

export const eToken = "eToken Ana";
export const otherToken = "Other eToken";
export const eTokenPin = "73915402";
const otherPin = "44556677";
const passphrase = "a passphrase only for this test";

/** A Thursday; the clocks go forward on the Sunday after. */
export const begin = new Date("2026-03-26T08:00:00Z");
/** Four weeks later; Good Friday and Easter Monday lie between. */
export const expiry = new Date("2026-04-20T10:00:00Z");
/** The Tuesday after Romania's Easter. */
export const issuingDate = "2026-04-14";
export const hour = 3_600_000;
export const day = 24 * hour;

export interface DigisignOfficeOptions {
  readonly now?: Date;
  /** The certificate on the token. */
  readonly content?: Partial<TokenContent>;
  /** Values of the profile. */
  readonly values?: DigisignProfileValues;
  readonly simulator?: DigisignSimulatorOptions;
  readonly shim?: ShimSettings;
  /** Whether DigiSign's mails are saved into the watched folder. Default `true`. */
  readonly mails?: boolean;
  /** Whether there is a second token, out at first. Default `false`. */
  readonly other?: boolean;
}

export interface RunOptions {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settle?: Readonly<Record<string, { happened: boolean; reference?: string }>>;
  /** Name of the file with the PIN; empty: none is given. Default `pin`. */
  readonly pinFile?: string;
  /** For `--wait-for`; without it the process ends at the first wait. */
  readonly wait?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules loaded into the process before anything else. */
  readonly imports?: readonly string[];
  readonly signal?: AbortSignal;
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
export class DigisignOffice implements AsyncDisposable {
  /** The certificate that is renewed. */
  old: TokenCertificate = { id: "", pem: "", sha256: "" };
  readonly program: OtherProgram;
  /** The same on the second token. */
  readonly otherProgram: OtherProgram;
  readonly secrets = [eTokenPin, otherPin, passphrase];
  /** Whether there is a renewal. */
  begun = false;
  /** Whether mails are saved into the watched folder. */
  mails = true;

  private constructor(
    readonly folder: TemporaryHome,
    readonly hsm: SoftHsm,
    readonly shim: FaultShim,
    readonly simulator: DigisignSimulator,
    /** Milliseconds since 1970. */
    public time: number,
  ) {
    this.program = new OtherProgram(hsm, eToken);
    this.otherProgram = new OtherProgram(hsm, otherToken);
  }

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    if (!hasTool("openssl", "version")) return "openssl is not installed";
    // It has no option that only tells its version; without arguments it explains itself.
    if (!hasTool("opensc-tool")) return "pkcs11-tool is not installed";
    return FaultShim.missing();
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
    await mkdir(office.inbox, { recursive: true, mode: 0o700 });
    await hideSystemDrivers({ file: (...parts) => join(office.home, ...parts) });
    office.old = await office.program.enrol(simulator, { notAfter: expiry, ...content });
    if (other) await shim.remove(otherToken);
    simulator.mailbox.onMail(async (mail) => {
      if (!office.mails) return;
      for (const { name, content: file } of mail.attachments) await office.deliver(name, file);
    });
    await office.#addProfile(options.values);
    return office;
  }

  get home(): string {
    return this.folder.file("home");
  }
  get inbox(): string {
    return join(this.home, "inbox");
  }
  /** Where signed documents and receipts are saved. */
  get documents(): string {
    return this.folder.file("documents");
  }

  /** Puts a file into the watched folder, as if it had lain there for a while. */
  async deliver(name: string, content: Buffer | string): Promise<string> {
    const path = join(this.inbox, name);
    await writeFile(path, content);
    const before = new Date(this.time - 10_000);
    await utimes(path, before, before);
    return path;
  }

  /** A file with a PIN that only its owner may read. */
  async writePin(name: string, pin: string): Promise<void> {
    await this.give(name, `${pin}\n`);
  }

  /** A file beside the home. */
  async give(name: string, content: Buffer | string): Promise<string> {
    const path = this.folder.file(name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  /** Moves all clocks to an instant; what falls due on the way is done. */
  async travel(to: Date | string): Promise<void> {
    this.time = new Date(to).getTime();
    await this.simulator.clock.set(new Date(this.time));
  }

  pass(milliseconds: number): Promise<void> {
    return this.travel(new Date(this.time + milliseconds));
  }

  /** `perennial`, as a process of its own whose clock is this world's. */
  async cli(args: readonly string[], options: RunOptions = {}): Promise<ProcessResult> {
    const { pinFile = "pin", env = {}, imports = [], signal } = options;
    const pin = pinFile === "" ? [] : ["--pin-file", this.folder.file(pinFile)];
    const imported = ["e2e/digisign-clock.js", ...imports].flatMap((one) => [
      "--import",
      join(repositoryRoot(), "test/dist", one),
    ]);
    const program = join(repositoryRoot(), "hosts/cli/bin/perennial.js");
    const given = ["--passphrase-file", this.folder.file("passphrase")];
    const driver = ["--module", this.shim.modulePath];
    const { PATH, TMPDIR } = process.env;
    const began = performance.now();
    const result = await runProcess(
      process.execPath,
      [...imported, program, ...args, ...given, ...driver, ...pin],
      {
        cwd: this.folder.path,
        env: {
          ...{ PATH, TMPDIR, TZ: "UTC", LANG: "en", NO_COLOR: "1" },
          ...{ HOME: this.home, PERENNIAL_HOME: this.home },
          PERENNIAL_TEST_CLOCK: String(this.time),
          ...env,
        },
        ...(signal === undefined ? {} : { signal, killSignal: "SIGKILL" as const }),
      },
    );
    // The process's clock went on with the system's, and time does not go back.
    await this.pass(performance.now() - began);
    return result;
  }

  /** With `--json`. */
  async json(args: readonly string[], options: RunOptions = {}): Promise<JsonResult> {
    const { code, stdout, stderr } = await this.cli([...args, "--json"], options);
    try {
      return { code, data: JSON.parse(stdout) as JsonResult["data"] };
    } catch (error) {
      throw new Error(`${args.join(" ")} printed no JSON: ${stdout}${stderr}`, { cause: error });
    }
  }

  /** The arguments of a run with these answers. */
  async run(command: "renew" | "resume", options: RunOptions = {}): Promise<readonly string[]> {
    const { answers, files, settle, wait } = options;
    const args: string[] = [command, "ana"];
    if (answers !== undefined || files !== undefined || settle !== undefined) {
      const file = { perennial: 1, answers, files, settle };
      args.push("--answers", await this.give("answers.json", JSON.stringify(file)));
    }
    return wait === undefined ? args : [...args, "--wait-for", wait];
  }

  /** Begins the renewal, in a process of its own, up to its first wait that has no answer. */
  async renew(options: RunOptions = {}): Promise<RenewalJson> {
    this.begun = true;
    return only(await this.json(await this.run("renew", options), options));
  }

  async resume(options: RunOptions = {}): Promise<RenewalJson> {
    return only(await this.json(await this.run("resume", options), options));
  }

  /** Answers in a process of its own, and goes on in another one. */
  async answer(key: string, value: unknown, options: RunOptions = {}): Promise<RenewalJson> {
    await this.say(key, value);
    return this.resume(options);
  }

  /** `perennial answer`, taken or not. */
  async tell(key: string, value: unknown): Promise<JsonResult> {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return this.json(["answer", "ana", key, text], { pinFile: "" });
  }

  /** `perennial answer`. */
  async say(key: string, value: unknown): Promise<void> {
    const { code, data } = await this.tell(key, value);
    assert.equal(code, 0, JSON.stringify(data));
  }

  /** `perennial answer --file`, and goes on. The code of the refusal, if the host itself refused. */
  async hand(key: string, path: string): Promise<RenewalJson | string> {
    const { code, data } = await this.json(["answer", "ana", key, "--file", path], { pinFile: "" });
    if (code !== 0) return data.error?.code ?? "";
    return this.resume();
  }

  async shown(): Promise<ShownRenewal> {
    const { data } = await this.json(["show", "ana"], { pinFile: "" });
    const [found] = data.renewals as readonly ShownRenewal[];
    assert.ok(found, JSON.stringify(data));
    return found;
  }

  /** The text that a person reads of the renewal, wherever it was wrapped. */
  async text(...args: readonly string[]): Promise<string> {
    const { stdout } = await this.cli(["show", "ana", ...args], { pinFile: "" });
    return stdout;
  }

  /** The code that DigiSign's last picture shows. */
  get code(): string {
    return this.simulator.codes.latest ?? "";
  }

  counter(name: string): number {
    const { counters } = this.simulator.state() as { counters: Readonly<Record<string, number>> };
    return counters[name] ?? 0;
  }

  /** Signs with the old key, by another program, and checks it with the old certificate. */
  async oldStillSigns(): Promise<void> {
    const text = Buffer.from("signed by another program");
    const { publicKey } = new X509Certificate(this.old.pem);
    const isEc = publicKey.asymmetricKeyType === "ec";
    // SoftHSM signs digests only with keys of elliptic curves.
    const content = isEc ? createHash("sha256").update(text).digest() : text;
    const data = await this.give("data", content);
    const signature = this.folder.file("signature");
    const mechanism = isEc ? "ECDSA" : "SHA256-RSA-PKCS";
    const how = ["--mechanism", mechanism, "--signature-format", "openssl"];
    await this.program.run("--sign", ...how, "--id", this.old.id, "-i", data, "-o", signature);
    const signed = await readFile(signature);
    assert.ok(verify("sha256", text, publicKey, signed), "the old key does not sign");
  }

  /** How often a function of the module was called. */
  async called(name: `C_${string}`): Promise<number> {
    return (await this.shim.calls(name)).length;
  }

  /** How often the token was given a PIN. */
  logins(): Promise<number> {
    return this.called("C_Login");
  }

  /** Files below the home and the documents that contain a secret. */
  leaks(more: readonly string[] = []): Promise<readonly string[]> {
    return leaksIn([this.home, this.documents], [...this.secrets, ...more]);
  }

  /** DigiSign's order, as its operator sees it. */
  get order(): OrderSeen {
    const { orders } = this.simulator.state() as { orders: readonly OrderSeen[] };
    const [order] = orders;
    assert.ok(order, "there is no order");
    return order;
  }

  async #addProfile(values: DigisignProfileValues = {}): Promise<void> {
    await mkdir(this.documents, { recursive: true });
    await this.give("passphrase", `${passphrase}\n`);
    await this.give("pin", `${eTokenPin}\n`);
    const roots = this.folder.file("roots");
    const documentsFolder = this.documents;
    const own = await digisignProfileValues(this.simulator, roots, { documentsFolder, ...values });
    const profile = JSON.stringify({ provider: "digisign.renewal", values: own });
    const from = await this.give("profile.json", profile);
    const args = ["profile", "add", "ana", "--provider", "digisign.renewal", "--from", from];
    const added = await this.cli(args);
    assert.equal(added.code, 0, added.stdout + added.stderr);
  }

  /** The person's text of a file in the documents folder. */
  async saved(name: string): Promise<Buffer> {
    return readFile(join(this.documents, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.shim[Symbol.asyncDispose]();
    await this.hsm[Symbol.asyncDispose]();
    await this.folder.remove();
  }
}

function only({ data }: JsonResult): RenewalJson {
  const [renewal, ...more] = data.renewals ?? [];
  assert.ok(renewal !== undefined && more.length === 0, JSON.stringify(data));
  return renewal;
}
