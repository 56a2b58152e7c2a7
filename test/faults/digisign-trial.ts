import { readdir, readFile } from "node:fs/promises";
import { begin, DigisignOffice, eToken } from "../e2e/digisign-office.js";
import { answersFor } from "../e2e/digisign-person.js";
import type { RunOptions } from "../e2e/renewal-office.js";
import type { JsonResult, RenewalJson } from "../e2e/renewal-json.js";
import { scan, waitOf } from "../e2e/renewal-person.js";

const mostRuns = 14;
/** Loaded into the process that is killed. */
const killer = "faults/kill-at-commit.js";

/** Where a run is killed: `before:N` or `after:N`, the journal's Nth commit in this run. */
export interface Kill {
  /** From 1. */
  readonly run: number;
  readonly at: string;
}

/** One renewal at DigiSign by an unattended person: every answer is in a file. */
export class DigisignTrial implements AsyncDisposable {
  kills = 0;
  /** Commits of the journal by run, if nothing was killed. */
  readonly commits: number[] = [];

  private constructor(
    readonly office: DigisignOffice,
    private readonly answers: Readonly<Record<string, unknown>>,
  ) {}

  static async open(): Promise<DigisignTrial> {
    const office = await DigisignOffice.open({
      content: { keyType: "EC:prime256v1" },
      values: { algorithm: "ec-p256" },
      simulator: { automatic: { payAfter: 0, approveAfter: 0 } },
    });
    await office.deliver("carte de identitate.png", scan());
    return new DigisignTrial(office, answersFor(office, begin.toISOString().slice(0, 10)));
  }

  /** Drives the renewal to its end, killed once. @throws Error if it needs more than resuming. */
  async drive(kill?: Kill): Promise<void> {
    let last = "";
    for (let run = 1; run <= mostRuns; run += 1) {
      const { killed, renewal, output } = await this.#run(run, kill?.run === run ? kill.at : "");
      last = output;
      if (killed) {
        this.kills += 1;
        await this.office.oldStillSigns();
        continue;
      }
      if (renewal === undefined) {
        // Killed when all was done, before it could say so.
        if ((await this.#state()) === "done") return;
        throw new Error(`the run ended without a renewal: ${last}`);
      }
      if (renewal.state === "done") return;
      await this.#help(renewal);
    }
    throw new Error(`the renewal needs a person: ${last}`);
  }

  /** What a person does between two runs, with their hands. */
  async #help({ state, wait, error }: RenewalJson): Promise<void> {
    const { office } = this;
    await office.pass(5_000);
    if (error?.code === "token.pin-unattended") {
      // A login of which nobody knows how it ended: a person says that the PIN is in order.
      await office.cli(["tokens", "unblocked", eToken, "--yes"], { pinFile: "" });
    } else if (state === "failed") {
      throw new Error(`the renewal needs a person: it failed with ${JSON.stringify(error)}`);
    }
    if (wait !== undefined) {
      const word = waitOf({ state, wait });
      if (word === "remove-token") await office.shim.remove();
      if (word === "token") await office.shim.insert();
    }
  }

  async #run(run: number, killAt: string) {
    const { office } = this;
    const count = office.folder.file(`commits-${run}`);
    const options: RunOptions = {
      answers: this.answers,
      imports: [killer],
      env: { PERENNIAL_KILL_AT: killAt, PERENNIAL_KILL_COUNT: count },
    };
    const args = await office.run("renew", options);
    const result = await office.cli([...args, "--json"], options);
    const output = `exit ${result.code}\n${result.stdout}${result.stderr}`;
    if (result.endedBy === "SIGKILL") return { killed: true, renewal: undefined, output };
    this.commits.push(Number(await readFile(count, "utf8")));
    const { renewals = [] } = JSON.parse(result.stdout) as JsonResult["data"];
    return { killed: false, renewal: renewals[0], output };
  }

  async #state(): Promise<string> {
    const { data } = await this.office.json(["list", "--all"], { pinFile: "" });
    return data.renewals?.[0]?.state ?? "";
  }

  /** What is wrong with the end of the renewal; empty when all is as it should be. */
  async problems(): Promise<readonly string[]> {
    const { office } = this;
    const found: string[] = [];
    const { counters } = office.simulator.state() as { counters: Record<string, number> };
    const { "codes.drawn": _drawn, ...counted } = counters;
    for (const name of new Set([...Object.keys(counted), ...Object.keys(once)])) {
      const is = counted[name] ?? 0;
      const right = once[name] ?? 0;
      if (is !== right) found.push(`${name} of the orders and documents is ${is}, not ${right}`);
    }
    for (const [kind, ids] of Object.entries(await office.program.objects())) {
      if (new Set(ids).size !== 2 || ids.length !== 2) {
        found.push(`keys: ${ids.length} ${kind} objects on the token: ${ids.join(", ")}`);
      }
    }
    await office.oldStillSigns();
    const names = await readdir(office.folder.path, { recursive: true });
    const left = names.filter((name) => /\.(tmp|part|partial)$|\.tmp-/.test(name));
    if (left.length > 0) found.push(`left over: ${left.join(", ")}`);
    const audit = await office.cli(["audit", "verify"], { pinFile: "" });
    if (audit.code !== 0) found.push(`audit verify: ${audit.stdout}${audit.stderr}`);
    const leaks = await office.leaks();
    if (leaks.length > 0) found.push(`secrets in files: ${leaks.join(", ")}`);
    found.push(...office.simulator.failures.map((failure) => `simulator: ${String(failure)}`));
    return found;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.office[Symbol.asyncDispose]();
  }
}

/** What DigiSign counts in an undisturbed renewal. */
const once: Readonly<Record<string, number>> = {
  "orders.accepted": 1,
  "certificates.issued": 1,
  "documents.accepted": 4,
  "documents.declaration.accepted": 1,
  "documents.contract.accepted": 1,
  "documents.terms.accepted": 1,
  "documents.identity.accepted": 1,
};
