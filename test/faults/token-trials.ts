import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ClockPort, RenewalView } from "@perennial/engine";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { cardLabel, cardPin, cardPlace, TokenOffice } from "../e2e/token-office.js";
import { luxtrustUser, sofiePassword } from "../harness/index.js";
import { memoryRecords } from "../rigs/hardware/card-desk.js";
import { faultPoints, type FaultPoint, type TokenSnapshot } from "../rigs/index.js";
import { SharedPlugin } from "./shared-plugin.js";
import type { TokenFault } from "./token-faults.js";
import { TokenHost } from "./token-host.js";
import { answerOf, PinHolder } from "./token-person.js";

/** Runs of a renewal that a person starts before they would give up. */
const mostRuns = 5;
/** Moves of one run before it counts as going round in circles. */
const mostMoves = 1_000;

/** One process of Perennial, from its start to where it can do no more. */
interface Run {
  readonly questions: number;
  /** How often the person put the card back in. */
  readonly insertions: number;
  readonly view: RenewalView;
}

/** How one renewal under a fault went. */
export interface TrialResult {
  readonly runs: number;
  readonly questions: number;
  /** Whether the fault came to pass. */
  readonly met: boolean;
  readonly problems: readonly string[];
  readonly codes: readonly string[];
}

/** What the person says when they have unblocked the PIN with the PUK. */
async function unblock({ tokens }: TokenHost): Promise<void> {
  const { identity } = await tokens.modules.locate({ label: cardLabel });
  await tokens.ledger.forget(identity);
}

/** Renewals of one profile on one card, one after the other, each with a fault of its own. */
export class TokenTrials implements AsyncDisposable {
  private trials = 0;

  private constructor(
    private readonly office: TokenOffice,
    private readonly empty: TokenSnapshot,
    private readonly plugin: SharedPlugin,
    private readonly store: RenewalStore,
  ) {}

  static async open(): Promise<TokenTrials> {
    const office = await TokenOffice.open({ now: "soon" });
    const store = await openSqliteStore({ path: join(office.world.home, "journal.db") });
    const plugin = await SharedPlugin.open(cardPlace);
    return new TokenTrials(office, await office.hsm.snapshot(), plugin, store);
  }

  /** The calls of an undisturbed renewal. @throws Error if it is not what it should be. */
  async points(): Promise<readonly FaultPoint[]> {
    const { problems, runs, questions } = await this.trial(undefined);
    if (runs !== 1 || questions !== 1 || problems.length > 0) {
      throw new Error(`The undisturbed renewal: ${runs} runs, ${problems.join("; ")}`);
    }
    return faultPoints(await this.office.shim.calls());
  }

  async trial(fault: TokenFault | undefined): Promise<TrialResult> {
    const { office, store } = this;
    const { shim, world } = office;
    this.trials += 1;
    await this.empty.restore();
    await shim.reset();
    await shim.insert();
    await shim.clearCalls();
    for (const name of await readdir(world.inbox)) {
      await rm(join(world.inbox, name), { recursive: true });
    }
    await this.clearData();
    // Names of files hold the time; one of the same second would be that of the trial before.
    await world.pass(60_000);
    const before = world.counted();
    const set = fault === undefined ? undefined : await shim.fault(fault.fault);
    const secrets = new Map<string, string>();
    const health = memoryRecords();
    const runs: Run[] = [];
    let renewal: string | undefined;
    do {
      const pins = new PinHolder(cardPin);
      const host = await TokenHost.open({
        ...{ home: world.home, ledgerHome: world.file("trials", String(this.trials)) },
        ...{ store, clock: this.clock, plugin: this.plugin, pins, secrets, health },
        modulePath: shim.modulePath,
      });
      try {
        renewal ??= (await host.engine.begin({ profile: "acme", force: true }))[0]?.id ?? "";
        if (runs.at(-1)?.view.error?.code === "token.pin-was-locked") await unblock(host);
        if (runs.length > 0) await host.engine.retry({ renewal });
        const { view, insertions } = await this.drive(host, renewal);
        runs.push({ view, insertions, questions: pins.questions.length });
      } finally {
        await host.end();
      }
    } while (runs.at(-1)?.view.state !== "done" && runs.length < mostRuns);
    const met = set !== undefined && (await set.counted()) >= (fault?.fault.at ?? 1);
    const problems = await this.problems(runs, before);
    if (runs.at(-1)?.view.state !== "done") await this.giveUp(renewal);
    await rm(world.file("trials"), { recursive: true, force: true });
    return {
      runs: runs.length,
      questions: runs.reduce((sum, { questions }) => sum + questions, 0),
      met,
      problems,
      codes: runs.flatMap(({ view }) => view.error?.code ?? []),
    };
  }

  /** A person who answers everything, puts the card in when asked, and does not resume. */
  private async drive(host: TokenHost, renewal: string): Promise<Omit<Run, "questions">> {
    const { shim, world } = this.office;
    const password = sofiePassword(luxtrustUser(world.simulator, world.user));
    let insertions = 0;
    for (let move = 0; move < mostMoves; move += 1) {
      const view = await host.engine.advance({ renewal });
      const { state, wait, wakeAt } = view;
      if (state === "done" || state === "cancelled" || state === "in-doubt") {
        return { view, insertions };
      }
      if (state === "failed") {
        if (wakeAt === undefined) return { view, insertions };
        await world.pass(Math.max(0, Date.parse(wakeAt) - world.time));
        continue;
      }
      const answer = wait === undefined ? undefined : answerOf(wait, password);
      if (wait !== undefined && answer !== undefined) {
        await host.engine.answer({ renewal, key: wait.key, value: answer });
      } else if (wait?.for === "token") {
        if (await shim.removed()) {
          await shim.insert();
          insertions += 1;
        }
      } else {
        if (wakeAt !== undefined) await world.pass(Math.max(0, Date.parse(wakeAt) - world.time));
        // The simulator works in real time.
        await delay(20);
      }
    }
    return { view: await host.engine.show({ renewal }), insertions };
  }

  private async problems(
    runs: readonly Run[],
    before: Readonly<Record<string, number>>,
  ): Promise<readonly string[]> {
    const { shim, world, hsm } = this.office;
    const found: string[] = [];
    const last = runs.at(-1)?.view;
    if (last?.state !== "done") {
      const why = last?.error?.code ?? last?.wait?.key ?? "";
      found.push(`not done after ${runs.length} runs: ${last?.state} ${why}`);
    }
    runs.forEach(({ questions, insertions }, index) => {
      if (questions > 1 + insertions) {
        found.push(`${questions} PINs asked in run ${index + 1}, card put in ${insertions} times`);
      }
    });
    const questions = runs.reduce((sum, run) => sum + run.questions, 0);
    const logins = (await shim.calls("C_Login")).length;
    if (logins > questions) found.push(`${logins} PINs presented, ${questions} given`);
    const objects = (await readdir(hsm.tokenDirectory, { recursive: true })).filter(
      (name) => name.endsWith(".object") && !name.endsWith("token.object"),
    );
    if (last?.state === "done" && objects.length !== 3) {
      found.push(`${objects.length} objects on the card, not a pair and its certificate`);
    }
    const ids = new Set(
      (await shim.calls("C_GenerateKeyPair")).map(({ details }) => details["id"]),
    );
    if (ids.size > 1) found.push(`keys were made under ${ids.size} identifiers`);
    for (const [name, count] of Object.entries(world.counted())) {
      const more = count - (before[name] ?? 0);
      const right = world.once[name] ?? 0;
      if (more > right) found.push(`${name}: ${more}, not ${right}`);
      if (last?.state === "done" && more < right) found.push(`${name}: ${more}, not ${right}`);
    }
    const [current] = await this.store.certificates({ profileId: "acme", state: "current" });
    if (last?.state === "done" && !ids.has(current?.keyId)) {
      found.push(`the certificate in use is for the key ${current?.keyId ?? "of nobody"}`);
    }
    return found;
  }

  /** So that the next trial can begin. */
  private async giveUp(renewal: string): Promise<void> {
    const host = await TokenHost.open({
      ...{ home: this.office.world.home, ledgerHome: this.office.world.file("trials", "end") },
      ...{ store: this.store, clock: this.clock, plugin: this.plugin },
      ...{ pins: new PinHolder(cardPin), secrets: new Map(), health: memoryRecords() },
      modulePath: this.office.shim.modulePath,
    });
    try {
      await this.office.shim.reset();
      const { state } = await host.engine.cancel({ renewal });
      if (state !== "cancelled") await host.engine.advance({ renewal });
    } finally {
      await host.end();
    }
  }

  /** Requests and configurations of renewals before. */
  private async clearData(): Promise<void> {
    const { world } = this.office;
    for (const name of await readdir(world.data)) {
      const isOurs = /^(?:\d+_MAIN_.*\.pem|sofie\..*|.*\.report\.json|.*\.config.*)$/.test(name);
      if (isOurs) await rm(join(world.data, name), { recursive: true });
    }
  }

  private get clock(): ClockPort {
    const { world } = this.office;
    return {
      now: () => world.time,
      sleep: (milliseconds, signal, options) =>
        new Promise((resolve) => {
          if (signal?.aborted === true) return resolve();
          signal?.addEventListener("abort", () => resolve(), { once: true });
          // A heartbeat: time passes only where somebody waits.
          if (options?.background === true) return;
          world.time += milliseconds;
          setTimeout(resolve, 5);
        }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.plugin[Symbol.asyncDispose]();
    await this.store.close();
    await this.office[Symbol.asyncDispose]();
  }
}
