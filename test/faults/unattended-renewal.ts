import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RenewalJson } from "../e2e/renewal-json.js";
import type { OfficeSimulator, RenewalOffice, RunOptions } from "../e2e/renewal-office.js";
import { repositoryRoot } from "../harness/index.js";

const mostTurns = 30;
/** Loaded into each process. */
const killer = "faults/kill-at-commit.js";
/** Compiled code is shared: every home is a new one, and would have it compiled again. */
const environment = {
  XDG_CACHE_HOME: join(repositoryRoot(), "node_modules/.cache/perennial/kill"),
};
/** Of commands that look at what is there. */
export const looking: RunOptions = { pinFile: "", env: environment };

/** Where a renewal is killed. */
export interface Kill {
  /** Which of the processes that write the journal, from 1. */
  readonly run: number;
  /** `before:N` or `after:N`, the Nth commit of the journal in that process; or `mail`. */
  readonly at: string;
}

/** A certificate in the journal. */
export interface RecordedCertificate {
  readonly sha256: string;
  /** Base64. */
  readonly der: string;
}

/** How a process ended. */
interface Ended {
  readonly killed: boolean;
  readonly code: number | null;
  readonly stdout: string;
  /** Everything that it said, for people. */
  readonly output: string;
}

/** One renewal by an unattended person: what is asked is answered by a file, as far as that can be. */
export abstract class UnattendedRenewal<
  O extends RenewalOffice<OfficeSimulator>,
> implements AsyncDisposable {
  kills = 0;
  /** How often the person had to say that the PIN of a token is in order. */
  vouched = 0;
  /** Commits of the journal by process, if nothing was killed. */
  readonly commits: number[] = [];
  #kill: Kill | undefined;
  #processes = 0;

  constructor(
    readonly office: O,
    /** Answers and files. */
    private readonly given: RunOptions,
  ) {}

  /** What a person does between two runs. @throws Error if nothing that they do helps. */
  protected abstract help(renewal: RenewalJson): Promise<void>;

  /** Looked at after each kill. @throws Error if something is already lost. */
  protected abstract afterKill(): Promise<void>;

  /** What is wrong with what the authority counted, and with the keys and certificates. */
  protected abstract wrong(): Promise<readonly string[]>;

  /** What is wrong with the end of the renewal; empty when all is as it should be. */
  async problems(): Promise<readonly string[]> {
    const { office } = this;
    const found = [...(await this.wrong()), ...this.#askedAgain()];
    const names = await readdir(office.folder.path, { recursive: true });
    const left = names.filter((name) => /\.(tmp|part|partial)$|\.tmp-/.test(name));
    if (left.length > 0) found.push(`left over: ${left.join(", ")}`);
    const audit = await office.cli(["audit", "verify"], looking);
    if (audit.code !== 0) found.push(`audit verify: ${audit.stdout}${audit.stderr}`);
    const leaks = await office.leaks();
    if (leaks.length > 0) found.push(`secrets in files: ${leaks.join(", ")}`);
    found.push(...office.simulator.failures.map((failure) => `simulator: ${String(failure)}`));
    return found;
  }

  /** How often a PIN was given to a token. */
  async pins(): Promise<number> {
    return 0;
  }

  /** Drives the renewal to its end, killed once. @throws Error if it needs more than resuming. */
  async drive(kill?: Kill): Promise<void> {
    this.#kill = kill;
    let command: "renew" | "resume" = "renew";
    let last = "";
    for (let turn = 1; turn <= mostTurns; turn += 1) {
      const args = await this.office.run(command, this.given);
      const { killed, stdout, output } = await this.process([...args, "--json"]);
      last = output;
      command = "resume";
      if (killed) continue;
      const { renewals = [] } = JSON.parse(stdout) as { renewals?: readonly RenewalJson[] };
      const [renewal] = renewals;
      if (renewal === undefined) {
        // Killed when all was done, before it could say so, or before there was a renewal.
        const state = await this.#state();
        if (state === "done") return;
        if (state !== undefined) throw new Error(`the run ended without a renewal: ${last}`);
        command = "renew";
      } else if (renewal.state === "done") return;
      else await this.help(renewal);
    }
    throw new Error(`the renewal needs a person: ${last}`);
  }

  /** After a login of which nobody knows how it ended, a person says that the PIN is in order. */
  protected async vouchForPin(token: string): Promise<void> {
    this.vouched += 1;
    await this.office.cli(["tokens", "unblocked", token, "--yes"], looking);
  }

  /** Answers in a process of its own, which is one of those that are killed. */
  protected async answer(key: string, value: unknown): Promise<void> {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const { killed, code, output } = await this.process(["answer", this.office.profile, key, text]);
    if (!killed && code !== 0) throw new Error(`the answer to ${key} is not taken: ${output}`);
  }

  /** Runs a command that writes the journal, killed if it is its turn. */
  protected async process(args: readonly string[]): Promise<Ended> {
    const { office } = this;
    this.#processes += 1;
    const at = this.#kill?.run === this.#processes ? this.#kill.at : "";
    const count = office.folder.file(`commits-${this.#processes}`);
    const onMail = new AbortController();
    if (at === "mail") office.simulator.mailbox.onMail(async () => onMail.abort());
    const { code, endedBy, stdout, stderr } = await office.cli(args, {
      imports: [killer],
      env: { ...environment, PERENNIAL_KILL_AT: at, PERENNIAL_KILL_COUNT: count },
      signal: onMail.signal,
    });
    const output = `exit ${code}\n${stdout}${stderr}`;
    const killed = endedBy === "SIGKILL";
    if (killed) {
      this.kills += 1;
      await this.afterKill();
    } else this.commits.push(Number(await readFile(count, "utf8")));
    return { killed, code, stdout, output };
  }

  /** What the authority counted otherwise than it should. @param what for people. */
  protected miscounts(
    counted: Readonly<Record<string, number>>,
    right: Readonly<Record<string, number>>,
    what: string,
  ): readonly string[] {
    return [...new Set([...Object.keys(counted), ...Object.keys(right)])]
      .filter((name) => (counted[name] ?? 0) !== (right[name] ?? 0))
      .map((name) => `${name} of the ${what} is ${counted[name] ?? 0}, not ${right[name] ?? 0}`);
  }

  /** Certificates of the profile, as the journal has them. */
  protected certificates(state: "current" | "previous"): readonly RecordedCertificate[] {
    const sql = `SELECT sha256, der FROM certificate WHERE state = '${state}'`;
    return this.#journal(sql) as RecordedCertificate[];
  }

  #journal(sql: string): unknown[] {
    using journal = new DatabaseSync(join(this.office.home, "journal.db"), { readOnly: true });
    return journal.prepare(sql).all();
  }

  /**
   * Questions to which the journal has more than one answer: one that was taken is asked no more. A
   * password may be asked for once more after a kill: one of which nobody knows whether it was counted
   * is not sent again.
   */
  #askedAgain(): readonly string[] {
    const sql = "SELECT step, key, count(*) AS times FROM signal GROUP BY renewal, step, key";
    const answers = this.#journal(sql) as { step: string; key: string; times: number }[];
    return answers
      .filter(({ key, times }) => times > (/password/.test(key) ? 1 + this.kills : 1))
      .map(({ step, key, times }) => `questions: ${step}/${key} was answered ${times} times`);
  }

  /** Of the newest renewal; `undefined` if there is none. */
  async #state(): Promise<string | undefined> {
    const { data } = await this.office.json(["list", "--all"], looking);
    return data.renewals?.[0]?.state;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.office[Symbol.asyncDispose]();
  }
}
