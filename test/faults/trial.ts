import { spawn } from "node:child_process";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  luxtrustProfileValues,
  luxtrustUser,
  repositoryRoot,
  runCli,
  sofiePassword,
  temporaryHome,
  type ProcessResult,
} from "../harness/index.js";
import {
  startLuxtrustSimulator,
  type Account,
  type LuxtrustSimulator,
} from "../simulators/luxtrust/index.js";

export type Contract = "business" | "sort";

const users = { business: "999900001", sort: "999900002" } as const;
const accounts: Readonly<Record<Contract, readonly Account[]>> = {
  business: ["MAIN"],
  sort: ["CRYPT", "TRANSPORT"],
};
const waiting = 4;
const isKey = /^[0-9a-f]{32}\./;

/** How a run of the command line is disturbed. */
export interface Disturbance {
  /** Milliseconds after which it is killed. */
  readonly killAfter?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** One renewal of one contract, in a home and a world of its own. */
export class Trial implements AsyncDisposable {
  private constructor(
    readonly contract: Contract,
    readonly home: string,
    readonly simulator: LuxtrustSimulator,
    private readonly removeHome: () => Promise<void>,
  ) {}

  /** @param folder where the home is made; default the system's folder for temporary files. */
  static async open(contract: Contract, folder?: string): Promise<Trial> {
    const temporary = folder === undefined ? await temporaryHome() : undefined;
    const home = folder ?? temporary?.path ?? "";
    const inbox = join(home, "inbox");
    await mkdir(inbox, { recursive: true, mode: 0o700 });
    const simulator = await startLuxtrustSimulator({
      automatic: { approveAfter: 0, configurationAfter: 0 },
      outbox: inbox,
    });
    const trial = new Trial(contract, home, simulator, async () => {
      await temporary?.[Symbol.asyncDispose]();
    });
    await trial.addProfile();
    return trial;
  }

  get accounts(): readonly Account[] {
    return accounts[this.contract];
  }

  private async addProfile(): Promise<void> {
    const user = luxtrustUser(this.simulator, users[this.contract]);
    const data = join(this.home, "sofie");
    await mkdir(data, { recursive: true });
    const values = await luxtrustProfileValues(this.simulator, join(this.home, "roots"), {
      userId: user.user,
      dataFolder: data,
    });
    await writeFile(
      join(this.home, "profile.json"),
      JSON.stringify({ provider: "luxtrust.sofie", values }),
    );
    await this.writePrivate("password", sofiePassword(user));
    await this.writePrivate("passphrase", "a passphrase only for this test");
    await writeFile(
      join(this.home, "answers.json"),
      JSON.stringify({
        perennial: 1,
        answers: {
          "*/confirm-personal-data/subject": true,
          "*/generate-keys/entropy": "system",
          "*/*/password-*": { sofiePassword: { file: "password" } },
          "*/install-configuration/install": true,
          "*/send-report/send-report": true,
          "*/back-up/back-up": true,
        },
      }),
    );
    const certificates: string[] = [];
    for (const account of this.accounts) {
      const existing = await this.simulator.issueExisting({
        user: user.user,
        account,
        notAfter: new Date(Date.now() + 12 * 86_400_000),
        algorithm: "ec-p256",
      });
      const path = join(data, `old-${account}.pem`);
      await writeFile(path, existing.certificatePem);
      certificates.push("--certificate", `${account}=${path}`);
    }
    const added = await this.run(
      ...["profile", "add", "acme", "--provider", "luxtrust.sofie"],
      ...["--from", join(this.home, "profile.json"), ...certificates],
    );
    if (added.code !== 0) throw new Error(`profile add: ${added.stdout}${added.stderr}`);
  }

  private async writePrivate(name: string, text: string): Promise<void> {
    const path = join(this.home, name);
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    await chmod(path, 0o600);
  }

  /** Any command of the command line. */
  run(...args: string[]): Promise<ProcessResult> {
    return runCli([...args, "--passphrase-file", join(this.home, "passphrase")], {
      home: this.home,
    });
  }

  /** Begins or goes on with the renewal, disturbed. Answers whether it was killed. */
  async renew(
    disturbance: Disturbance,
  ): Promise<{ killed: boolean; code: number | null; output: string }> {
    const child = spawn(
      process.execPath,
      [
        ...["--import", join(repositoryRoot(), "test/dist/faults/kill-at-commit.js")],
        join(repositoryRoot(), "hosts/cli/bin/perennial.js"),
        ...["renew", "acme", "--wait-for", "2m", "--answers", join(this.home, "answers.json")],
        ...["--passphrase-file", join(this.home, "passphrase")],
      ],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env["PATH"],
          HOME: this.home,
          PERENNIAL_HOME: this.home,
          LANG: "en",
          ...disturbance.env,
        },
      },
    );
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    const timer =
      disturbance.killAfter === undefined
        ? undefined
        : setTimeout(() => child.kill("SIGKILL"), disturbance.killAfter);
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    return { killed: signal === "SIGKILL", code, output: Buffer.concat(chunks).toString("utf8") };
  }

  /** Resumes until it is done. @throws Error with the output if it needs a person. */
  async finish(): Promise<void> {
    let last = "";
    for (let round = 0; round < 5; round += 1) {
      // The kill may have come when everything was written.
      if (await this.isDone()) return;
      const { code, output } = await this.renew({});
      if (code === 0) return;
      last = `exit ${code}\n${output}`;
      if (code !== waiting) break;
    }
    throw new Error(`The renewal needs a person: ${last}`);
  }

  private async isDone(): Promise<boolean> {
    const { code, stdout, stderr } = await this.run("list", "--all", "--json");
    if (code !== 0 && code !== waiting) throw new Error(`list: ${stdout}${stderr}`);
    const { renewals } = JSON.parse(stdout) as { renewals: readonly { state: string }[] };
    return (
      renewals.length === this.accounts.length && renewals.every(({ state }) => state === "done")
    );
  }

  /** What is wrong with the end of the renewal; empty when all is as it should be. */
  async problems(): Promise<readonly string[]> {
    const found: string[] = [];
    const state = this.simulator.state() as { counters: Readonly<Record<string, number>> };
    const expected = this.accounts.length;
    const counts: readonly [string, number][] = [
      ["orders.accepted", expected],
      ["uploads.accepted", expected],
      ["reports.accepted", expected],
      ["declarations.accepted", this.contract === "sort" ? 1 : 0],
    ];
    for (const [name, right] of counts) {
      const counted = state.counters[name] ?? 0;
      if (counted !== right) found.push(`${name} is ${counted}, not ${right}`);
    }
    for (const kind of ["orders", "uploads", "reports", "declarations"]) {
      const twice = state.counters[`${kind}.duplicates`] ?? 0;
      if (twice !== 0) found.push(`${twice} ${kind} were sent again`);
    }
    const keys = (await readdir(join(this.home, "keys"))).filter((name) =>
      /^[0-9a-f]{32}\./.test(name),
    );
    if (keys.length !== expected) found.push(`${keys.length} keys for ${expected} accounts`);
    const left = await this.leftovers();
    if (left.length > 0) found.push(`left over: ${left.join(", ")}`);
    for (const args of [
      ["audit", "verify"],
      ["keys", "list", "--json"],
    ]) {
      const result = await this.run(...args);
      if (result.code !== 0) found.push(`${args.join(" ")}: ${result.stdout}${result.stderr}`);
    }
    found.push(...(await this.unmatched()));
    found.push(...this.simulator.failures.map((failure) => `simulator: ${String(failure)}`));
    return found;
  }

  /** Every account's certificate is the new one and has its key in the key store. */
  private async unmatched(): Promise<readonly string[]> {
    const { code, stdout, stderr } = await this.run("status", "--json");
    if (code !== 0) return [`status: ${stdout}${stderr}`];
    const { profiles } = JSON.parse(stdout) as {
      profiles: readonly {
        accounts: readonly { account: string; certificate?: { source: string } }[];
      }[];
    };
    const keyFiles = (await readdir(join(this.home, "keys"))).filter((name) => isKey.test(name));
    const kept = await Promise.all(
      keyFiles.map((name) => readFile(join(this.home, "keys", name), "utf8")),
    );
    const found: string[] = [];
    for (const { account, certificate } of profiles.flatMap((profile) => profile.accounts)) {
      const source = certificate?.source ?? "";
      if (!source.startsWith(join(this.home, "certificates"))) {
        found.push(`${account} has no new certificate: ${source}`);
        continue;
      }
      const { publicKey } = new X509Certificate(await readFile(source));
      const spki = publicKey.export({ type: "spki", format: "der" });
      if (!kept.some((text) => text.includes(spki.toString("base64")))) {
        found.push(`${account} has a certificate without its key in the keys`);
      }
    }
    return found;
  }

  private async leftovers(): Promise<readonly string[]> {
    const names = await readdir(this.home, { recursive: true });
    return names.filter((name) => /\.(tmp|part|partial)$|\.tmp-/.test(name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.removeHome();
  }
}
