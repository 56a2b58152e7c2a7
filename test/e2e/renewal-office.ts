import assert from "node:assert/strict";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  repositoryRoot,
  runProcess,
  type ProcessResult,
  type TemporaryHome,
} from "../harness/index.js";
import type { Mail } from "../simulators/shared/mailbox.js";
import { leaksIn } from "./leaks-in.js";
import type { JsonResult, RenewalJson, ShownRenewal } from "./renewal-json.js";
import { hideSystemDrivers } from "./token-desk.js";

const passphrase = "a passphrase only for this test";

export const hour = 3_600_000;
export const day = 24 * hour;

/** What every simulator has that an office needs. */
export interface OfficeSimulator {
  readonly clock: { set(now: Date): Promise<void> };
  readonly mailbox: {
    onMail(reader: (mail: Mail) => Promise<void>): void;
    list(): readonly Mail[];
  };
  readonly failures: readonly unknown[];
  state(): Record<string, unknown>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settle?: Readonly<Record<string, { happened: boolean; reference?: string }>>;
  /** Name of the file with the PIN; empty: none is given. Default: that of the office, if it has one. */
  readonly pinFile?: string;
  /** Drivers of tokens. Default: those of the office. */
  readonly drivers?: readonly string[];
  /** Begins although a cancelled renewal has changed something outside. */
  readonly yes?: boolean;
  /** For `--wait-for`; without it the process ends at the first wait. */
  readonly wait?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules loaded into the process before anything else. */
  readonly imports?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A profile as it is added. */
export interface NewProfile {
  readonly provider: string;
  readonly values: object;
  /** The certificate in use now, PEM, if it is recorded. */
  readonly certificate?: string;
}

/** One person's desk: a home with one profile, and an authority, all at one invented time. */
export abstract class RenewalOffice<S extends OfficeSimulator> implements AsyncDisposable {
  /** Texts that must never appear outside of where secrets are kept. */
  readonly secrets: string[] = [passphrase];
  /** Whether there is a renewal. */
  begun = false;
  /** Whether files in mails are saved into the watched folder. */
  mails = true;

  protected constructor(
    readonly folder: TemporaryHome,
    readonly simulator: S,
    /** Its only profile. */
    readonly profile: string,
    /** Milliseconds since 1970. */
    public time: number,
  ) {}

  /** Drivers of tokens that every command is told. */
  protected modules(): readonly string[] {
    return [];
  }

  /** Name of the file with the PIN that commands are given; empty: none. */
  protected pinFile(): string {
    return "";
  }

  get home(): string {
    return this.folder.file("home");
  }
  get inbox(): string {
    return join(this.home, "inbox");
  }
  /** Where a person keeps what is saved. */
  get documents(): string {
    return this.folder.file("documents");
  }

  /** Makes the folders, and has mailed files saved. */
  protected async furnish(): Promise<void> {
    await mkdir(this.inbox, { recursive: true, mode: 0o700 });
    await mkdir(this.documents, { recursive: true });
    await hideSystemDrivers({ file: (...parts) => join(this.home, ...parts) });
    await this.give("passphrase", `${passphrase}\n`);
    this.simulator.mailbox.onMail(async (mail) => {
      if (!this.mails) return;
      for (const { name, content } of mail.attachments) await this.deliver(name, content);
    });
  }

  protected async addProfile({ provider, values, certificate }: NewProfile): Promise<void> {
    const from = await this.give("profile.json", JSON.stringify({ provider, values }));
    const args = ["profile", "add", this.profile, "--provider", provider, "--from", from];
    if (certificate !== undefined) {
      args.push("--certificate", await this.give("current.pem", certificate));
    }
    const added = await this.cli(args);
    assert.equal(added.code, 0, added.stdout + added.stderr);
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
    const { pinFile = this.pinFile(), env = {}, imports = [], signal } = options;
    const { drivers = this.modules() } = options;
    const imported = ["e2e/process-clock.js", ...imports].flatMap((one) => [
      "--import",
      join(repositoryRoot(), "test/dist", one),
    ]);
    const program = join(repositoryRoot(), "hosts/cli/bin/perennial.js");
    const given = ["--passphrase-file", this.folder.file("passphrase")];
    const pin = pinFile === "" ? [] : ["--pin-file", this.folder.file(pinFile)];
    const modules = drivers.flatMap((path) => ["--module", path]);
    const { PATH, TMPDIR } = process.env;
    const began = performance.now();
    const result = await runProcess(
      process.execPath,
      [...imported, program, ...args, ...given, ...modules, ...pin],
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
    const args: string[] = [command, this.profile];
    if (options.yes === true) args.push("--yes");
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
    return this.json(["answer", this.profile, key, text], { pinFile: "" });
  }

  /** `perennial answer`. */
  async say(key: string, value: unknown): Promise<void> {
    const { code, data } = await this.tell(key, value);
    assert.equal(code, 0, JSON.stringify(data));
  }

  /** `perennial answer --file`, and goes on. The code of the refusal, if the host itself refused. */
  async hand(key: string, path: string): Promise<RenewalJson | string> {
    const args = ["answer", this.profile, key, "--file", path];
    const { code, data } = await this.json(args, { pinFile: "" });
    if (code !== 0) return data.error?.code ?? "";
    return this.resume();
  }

  async shown(): Promise<ShownRenewal> {
    const { data } = await this.json(["show", this.profile], { pinFile: "" });
    const found = (data.renewals as readonly ShownRenewal[]).at(-1);
    assert.ok(found, JSON.stringify(data));
    return found;
  }

  /** The text that a person reads of the renewal, wherever it was wrapped. */
  async text(...args: readonly string[]): Promise<string> {
    const { stdout } = await this.cli(["show", this.profile, ...args], { pinFile: "" });
    return stdout;
  }

  /** The same on one line. */
  async prose(...args: readonly string[]): Promise<string> {
    return (await this.text(...args)).replaceAll(/\s+/g, " ");
  }

  counter(name: string): number {
    const { counters } = this.simulator.state() as { counters: Readonly<Record<string, number>> };
    return counters[name] ?? 0;
  }

  /** What a file in the documents folder contains. */
  async saved(name: string): Promise<Buffer> {
    return readFile(join(this.documents, name));
  }

  /** Files below the home and the documents that contain a secret. */
  leaks(more: readonly string[] = []): Promise<readonly string[]> {
    return leaksIn([this.home, this.documents], [...this.secrets, ...more]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.folder.remove();
  }
}

function only({ data }: JsonResult): RenewalJson {
  const [renewal, ...more] = data.renewals ?? [];
  assert.ok(renewal !== undefined && more.length === 0, JSON.stringify(data));
  return renewal;
}
