import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  luxtrustProfileValues,
  luxtrustUser,
  runCli,
  sofiePassword,
  temporaryHome,
  type LuxtrustProfileValues,
  type ProcessResult,
} from "../harness/index.js";
import {
  startLuxtrustSimulator,
  type Account,
  type LuxtrustSimulator,
  type LuxtrustSimulatorOptions,
} from "../simulators/luxtrust/index.js";
import { runInProcess, type InProcessOptions } from "./in-process.js";

export type Contract = "business" | "sort";

const users = { business: "999900001", sort: "999900002" } as const;
const accountsOf: Readonly<Record<Contract, readonly Account[]>> = {
  business: ["MAIN"],
  sort: ["CRYPT", "TRANSPORT"],
};
const day = 86_400_000;

/** What an unattended run is given. */
export interface AnswersFile {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settle?: Readonly<Record<string, { happened: boolean; reference?: string }>>;
}

/** Answers to everything that the portal way asks. */
export const allAnswers: Readonly<Record<string, unknown>> = {
  "*/confirm-personal-data/*": true,
  "*/generate-keys/*": "system",
  "*/*/password-1": { sofiePassword: { file: "password" } },
  "*/install-configuration/*": true,
  "*/send-report/*": true,
  "*/back-up/*": true,
};

/** A token of a PKCS #11 module, and its PIN. */
export interface TokenInUse {
  readonly place: string;
  readonly modulePath: string;
  /** What a process needs to load the module. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pin: string;
}

export interface WorldOptions {
  readonly contract?: Contract;
  readonly values?: LuxtrustProfileValues;
  readonly simulator?: LuxtrustSimulatorOptions;
  /** Days until the old certificate ends. Default 12. */
  readonly daysLeft?: number;
  /** Whether the profile's roots hold the issuing authority too. Default `false`. */
  readonly issuerKnown?: boolean;
  /** The token that the profile's keys live on, as a key place. */
  readonly token?: TokenInUse;
  /** Whether mails are saved into the watched folder. Default `true`. */
  readonly mails?: boolean;
  /**
   * The instant at which both the simulator's and the command line's clock stand until they are
   * moved; `"soon"` is a minute from now, so that every file counts as complete at once. Without it
   * both run with the system's clock.
   */
  readonly now?: Date | "soon";
}

/** What `--json` tells about a renewal. */
export interface RenewalJson {
  readonly id: string;
  readonly account: string;
  readonly state: string;
  readonly outcome?: string;
  readonly step?: { readonly name: string };
  readonly wait?: {
    readonly key: string;
    readonly for: string;
    /** Of the token that is waited for. */
    readonly serial?: string;
    readonly refusal?: { readonly code: string; readonly params: object };
  };
  readonly error?: { readonly code: string; readonly effect?: string; readonly message?: string };
  readonly wakeAt?: string;
  readonly pluginVersion: string;
  readonly drivenBy?: { readonly pid: number };
}

/** What `show --json` tells beyond that. */
export interface ShownRenewal extends RenewalJson {
  readonly outputs: Readonly<Record<string, { readonly path?: string } | undefined>>;
  readonly effects: readonly { readonly key: string; readonly state: string }[];
}

export interface JsonResult {
  readonly code: number | null;
  readonly data: {
    readonly perennial: number;
    readonly command: string;
    readonly renewals?: readonly RenewalJson[];
    readonly renewal?: RenewalJson;
    readonly error?: { readonly code: string };
    readonly [name: string]: unknown;
  };
}

/** One installation of SOFiE, its profile in a home of its own, and the world around it. */
export class World implements AsyncDisposable {
  /** The old certificate's file of each account. */
  readonly old = new Map<Account, string>();
  /** Texts that must never appear outside of where secrets are kept. */
  readonly secrets: string[] = [];
  time: number;

  private constructor(
    readonly folder: string,
    readonly contract: Contract,
    readonly simulator: LuxtrustSimulator,
    private readonly fixedClock: boolean,
    now: Date,
    private readonly remove: () => Promise<void>,
    private readonly token: TokenInUse | undefined,
  ) {
    this.time = now.getTime();
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const { contract = "business", values = {}, daysLeft = 12, mails = true } = options;
    const temporary = await temporaryHome("e2e");
    const inbox = join(temporary.path, "home", "inbox");
    await mkdir(inbox, { recursive: true, mode: 0o700 });
    const fixed = options.now === "soon" ? new Date(Date.now() + 60_000) : options.now;
    const simulator = await startLuxtrustSimulator({
      automatic: { approveAfter: 0, configurationAfter: 0 },
      ...(mails ? { outbox: inbox } : {}),
      ...(fixed === undefined ? {} : { now: fixed }),
      ...options.simulator,
    });
    const now = fixed ?? new Date();
    const world = new World(
      temporary.path,
      contract,
      simulator,
      fixed !== undefined,
      now,
      temporary.remove,
      options.token,
    );
    const roots = await simulator.writeRoots(world.file("roots"));
    const caRoots = options.issuerKnown === true ? roots.caChain : roots.ca;
    const place: LuxtrustProfileValues =
      options.token === undefined ? {} : { keyPlace: options.token.place };
    if (options.token !== undefined) {
      await world.writePrivate("pin", options.token.pin);
      world.secrets.push(options.token.pin);
    }
    await world.addProfile({ caRoots, ...place, ...values }, daysLeft);
    return world;
  }

  get home(): string {
    return join(this.folder, "home");
  }
  get data(): string {
    return join(this.folder, "sofie");
  }
  get inbox(): string {
    return join(this.home, "inbox");
  }
  get accounts(): readonly Account[] {
    return accountsOf[this.contract];
  }
  get user(): string {
    return users[this.contract];
  }
  file(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  private async addProfile(values: LuxtrustProfileValues, daysLeft: number): Promise<void> {
    const user = luxtrustUser(this.simulator, this.user);
    for (const folder of ["data", "keys/private", "properties"]) {
      await mkdir(join(this.data, folder), { recursive: true });
    }
    await mkdir(join(this.data, "data", user.user), { recursive: true });
    await writeFile(join(this.data, "data", user.user, "passwords"), "kept by SOFiE\n");
    await writeFile(join(this.data, "properties", "sofie.properties"), "kept by SOFiE\n");
    const own = await luxtrustProfileValues(this.simulator, join(this.folder, "roots"), {
      userId: user.user,
      dataFolder: this.data,
      algorithm: "ec-p256",
      ...values,
    });
    await writeFile(
      this.file("profile.json"),
      JSON.stringify({ provider: "luxtrust.sofie", values: own }),
    );
    await this.writePrivate("password", sofiePassword(user));
    await this.writePrivate("passphrase", "a passphrase only for this test");
    this.secrets.push(sofiePassword(user), "a passphrase only for this test");
    const certificates: string[] = [];
    for (const account of this.accounts) {
      const existing = await this.simulator.issueExisting({
        user: user.user,
        account,
        notAfter: new Date(this.time + daysLeft * day),
        algorithm: "ec-p256",
      });
      const path = join(this.data, `old-${account}.pem`);
      await writeFile(path, existing.certificatePem);
      this.old.set(account, path);
      certificates.push("--certificate", `${account}=${path}`);
    }
    const added = await this.inProcess([
      "profile",
      "add",
      "acme",
      "--provider",
      "luxtrust.sofie",
      "--from",
      this.file("profile.json"),
      ...certificates,
    ]);
    if (added.code !== 0) throw new Error(`profile add: ${added.stdout}${added.stderr}`);
  }

  async writePrivate(name: string, text: string): Promise<string> {
    const path = this.file(name);
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    await chmod(path, 0o600);
    return path;
  }

  /** Writes an answers file and tells its path. */
  async answers(content: AnswersFile = {}, name = "answers.json"): Promise<string> {
    const path = this.file(name);
    const file = { perennial: 1, answers: allAnswers, ...content };
    await writeFile(path, JSON.stringify(file));
    return path;
  }

  /** Puts a file into the watched folder, as if it had lain there for a while. */
  async deliver(name: string, content: Buffer | string): Promise<string> {
    const path = join(this.inbox, name);
    await writeFile(path, content);
    const before = new Date(this.time - 10_000);
    await utimes(path, before, before);
    return path;
  }

  /** A file beside the home. */
  async give(name: string, content: Buffer | string): Promise<string> {
    const path = this.file(name);
    await writeFile(path, content);
    return path;
  }

  private args(args: readonly string[], pinFile = "pin"): string[] {
    const { token } = this;
    const module = token === undefined ? [] : ["--module", token.modulePath];
    const pin = token === undefined || pinFile === "" ? [] : ["--pin-file", this.file(pinFile)];
    return [...args, "--passphrase-file", this.file("passphrase"), ...module, ...pin];
  }

  /** A process of its own, as a user starts it. */
  cli(
    args: readonly string[],
    options: {
      signal?: AbortSignal;
      killSignal?: NodeJS.Signals;
      input?: string;
      /** Name of the file with the PIN; empty: none is given. */
      pinFile?: string;
    } = {},
  ): Promise<ProcessResult> {
    const { pinFile, ...rest } = options;
    return runCli(this.args(args, pinFile), {
      home: this.home,
      cwd: this.folder,
      ...(this.token === undefined ? {} : { env: this.token.environment }),
      ...rest,
    });
  }

  /** In this process, with the world's clock. */
  inProcess(
    args: readonly string[],
    options: Partial<InProcessOptions> = {},
  ): Promise<ProcessResult> {
    return runInProcess(this.args(args), {
      home: this.home,
      cwd: this.folder,
      ...(this.token === undefined ? {} : { env: this.token.environment }),
      ...(this.fixedClock
        ? { time: () => this.time, pass: (ms: number) => (this.time += ms) }
        : {}),
      ...options,
    });
  }

  /** In this process, with `--json`. */
  async json(...args: string[]): Promise<JsonResult> {
    const { code, stdout, stderr } = await this.inProcess([...args, "--json"]);
    try {
      return { code, data: JSON.parse(stdout) as JsonResult["data"] };
    } catch (error) {
      throw new Error(`${args.join(" ")} printed no JSON: ${stdout}${stderr}`, { cause: error });
    }
  }

  /** Drives the renewals of the profile, or begins them, with these answers. */
  async renew(content?: AnswersFile, wait = "40s"): Promise<JsonResult> {
    const answers = await this.answers(content);
    return this.json(
      "renew",
      "acme",
      "--answers",
      answers,
      ...(wait === "" ? [] : ["--wait-for", wait]),
    );
  }

  async resume(content?: AnswersFile, wait = "40s"): Promise<JsonResult> {
    const answers = await this.answers(content);
    return this.json(
      "resume",
      "acme",
      "--answers",
      answers,
      ...(wait === "" ? [] : ["--wait-for", wait]),
    );
  }

  /** Moves both clocks on. */
  async pass(milliseconds: number): Promise<void> {
    if (!this.fixedClock) throw new Error("This world has no clock of its own");
    this.time += milliseconds;
    await this.simulator.clock.set(new Date(this.time));
  }

  /** What `show` tells about the renewal of an account. */
  async shown(account: string = this.accounts[0] ?? ""): Promise<ShownRenewal> {
    const { data } = await this.json("show", "acme");
    const found = (data.renewals as readonly ShownRenewal[]).find((one) => one.account === account);
    if (found === undefined) throw new Error(`There is no renewal of ${account}`);
    return found;
  }

  /** A person orders at the page with the saved request. Answers the order's number. */
  async orderByPerson(
    account: Account = "MAIN",
    reference = `by a person ${account}`,
  ): Promise<number> {
    const { outputs } = await this.shown(account);
    const csr = await readFile(outputs["save-request"]?.path ?? "", "utf8");
    const response = await fetch(new URL("orders", this.simulator.addresses.controlUrl), {
      method: "POST",
      body: JSON.stringify({
        reference,
        account,
        csr,
        person: { email: luxtrustUser(this.simulator, this.user).email },
      }),
    });
    const order = (await response.json()) as { number?: string };
    if (!response.ok) throw new Error(`The order was refused: ${JSON.stringify(order)}`);
    return Number(order.number);
  }

  /** The file of the mail that came last. */
  lastAttachment(): { readonly name: string; readonly content: Buffer } {
    const attachment = this.simulator.mailbox.list().at(-1)?.attachments[0];
    if (attachment === undefined) throw new Error("No mail with a file has come");
    return attachment;
  }

  counter(name: string): number {
    const { counters } = this.simulator.state() as { counters: Readonly<Record<string, number>> };
    return counters[name] ?? 0;
  }

  /** What the simulator counted, as one object. */
  counted(): Readonly<Record<string, number>> {
    const kinds = ["orders", "uploads", "declarations", "reports"];
    return Object.fromEntries(
      kinds.flatMap((kind) => [
        [kind, this.counter(`${kind}.accepted`)],
        [`${kind} again`, this.counter(`${kind}.duplicates`)],
      ]),
    );
  }

  /** What it counts after one undisturbed renewal. */
  get once(): Readonly<Record<string, number>> {
    const accounts = this.accounts.length;
    return {
      orders: accounts,
      "orders again": 0,
      uploads: accounts,
      "uploads again": 0,
      declarations: this.contract === "sort" ? 1 : 0,
      "declarations again": 0,
      reports: accounts,
      "reports again": 0,
    };
  }

  /** The new certificate's file of an account. */
  async certificate(account: Account): Promise<string> {
    const folder = join(this.home, "certificates", "acme", account);
    const name = (await readdir(folder)).find((one) => one.endsWith(".pem"));
    if (name === undefined) throw new Error(`There is no certificate in ${folder}`);
    return join(folder, name);
  }

  async fingerprints(): Promise<readonly string[]> {
    return Promise.all(
      [...this.old.values()].map(async (path) =>
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
      ),
    );
  }

  /** Files below the home and the data folder that contain one of the secrets. */
  async leaks(more: readonly string[] = []): Promise<readonly string[]> {
    const secrets = [...this.secrets, ...more];
    const found: string[] = [];
    for (const folder of [this.home, this.data]) {
      for (const name of await readdir(folder, { recursive: true })) {
        const path = join(folder, name);
        if (!(await stat(path)).isFile()) continue;
        const content = await readFile(path);
        for (const secret of secrets) {
          const spellings = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")];
          if (spellings.some((text) => content.includes(text))) found.push(`${name}: ${secret}`);
        }
        if (/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(content.toString("latin1"))) {
          found.push(`${name}: a private key in clear`);
        }
      }
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.remove();
  }
}
