import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  luxtrustUser,
  runCli,
  temporaryHome,
  type LuxtrustProfileValues,
  type ProcessResult,
} from "../harness/index.js";
import {
  startLuxtrustSimulator,
  type Account,
  type LuxtrustSimulator,
} from "../simulators/luxtrust/index.js";
import { runInProcess, type InProcessOptions } from "./in-process.js";
import { addLuxtrustProfile } from "./add-luxtrust-profile.js";
import { leaksIn } from "./leaks-in.js";
import type { JsonResult, ShownRenewal } from "./renewal-json.js";
import { countsOfOneRenewal, simulatorCounts } from "./simulator-counts.js";
import {
  allAnswers,
  type AnswersFile,
  type Contract,
  type TokenInUse,
  type WorldOptions,
} from "./world-options.js";

const users = { business: "999900001", sort: "999900002" } as const;
const accountsOf: Readonly<Record<Contract, readonly Account[]>> = {
  business: ["MAIN"],
  sort: ["CRYPT", "TRANSPORT"],
};

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
    await addLuxtrustProfile(world, { caRoots, ...place, ...values }, daysLeft);
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
  /** @param more options of the command */
  async renew(
    content?: AnswersFile,
    wait = "40s",
    more: readonly string[] = [],
  ): Promise<JsonResult> {
    const answers = await this.answers(content);
    return this.json(
      "renew",
      "acme",
      ...more,
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
    return simulatorCounts((name) => this.counter(name));
  }

  /** What it counts after one undisturbed renewal. */
  get once(): Readonly<Record<string, number>> {
    return countsOfOneRenewal(this.accounts.length);
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
  leaks(more: readonly string[] = []): Promise<readonly string[]> {
    return leaksIn([this.home, this.data], [...this.secrets, ...more]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.remove();
  }
}
