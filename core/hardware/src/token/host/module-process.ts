import { PerennialError, toErrorData } from "@perennial/api";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
  type RequestType,
} from "vscode-jsonrpc/node";
import { fromResponseError } from "../link/coded-errors.js";
import { Initialize, LoginEnded, type LoginOutcome } from "../link/messages.js";
import { pinFrame } from "../link/pin-frame.js";
import type { ModuleDescription } from "../link/token-views.js";
import { Cancellation, type CallSetting } from "./cancellation.js";
import { CapturedOutput } from "./captured-output.js";
import { CallDeadlines } from "./call-deadlines.js";
import { startProcess, type StartedProcess } from "./start-process.js";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";
import type { TokenRuntime } from "./token-runtime.js";

/** What a module's process is started with. */
export interface ModuleProcessSetting {
  readonly runtime: TokenRuntime;
  readonly limits: TokenLimits;
  readonly timers: TokenTimers;
  /** Told when the process ended for a fault of its own, before its calls fail. */
  readonly failed: (error: PerennialError) => Promise<void>;
  /** Ends the start at once when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Milliseconds between a child's closing its link and its exit. */
const linkGrace = 1_000;
/** Milliseconds between a child's exit and the end of its output. */
const outputGrace = 200;

/** The process of one module. It ends once, for one reason, and every unfinished call with it. */
export class ModuleProcess {
  /** Rejects when the process is over, with the reason. */
  readonly over: Promise<never>;
  #about: ModuleDescription | undefined;
  #failure: PerennialError | undefined;
  #ended = false;
  #over = false;
  #linked = true;
  /** Calls that are being answered, and those of them that somebody waits for. */
  #calls = 0;
  #waited = 0;
  #nextPin = 1;
  #reject: (error: PerennialError) => void = () => undefined;
  /** Slots whose tokens somebody may be logged in to. */
  readonly #loggedIn = new Set<string>();
  readonly #logins = new Map<number, (outcome: LoginOutcome["outcome"]) => void>();
  readonly #output = new CapturedOutput();
  readonly #deadlines: CallDeadlines;
  readonly #connection: MessageConnection;

  private constructor(
    readonly module: string,
    private readonly child: StartedProcess,
    private readonly setting: ModuleProcessSetting,
  ) {
    this.over = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.over.catch(() => undefined);
    this.#deadlines = new CallDeadlines(setting.timers, (call, limit) =>
      this.#fail(
        new PerennialError(
          "token.module-timeout",
          { module, call, seconds: limit / 1_000 },
          this.#output.quoted,
        ),
      ),
    );
    this.#output.attach(child.stdout);
    this.#output.attach(child.stderr);
    this.#connection = createMessageConnection(
      new StreamMessageReader(child.link),
      new StreamMessageWriter(child.link),
    );
    this.#connection.onNotification(LoginEnded.method, ({ pin, outcome }: LoginOutcome) =>
      this.#logins.get(pin)?.(outcome),
    );
    this.#connection.onError(([error]) => this.#linkFailed(error));
    child.link.on("error", (error) => this.#linkFailed(error));
    child.link.on("end", () => this.#linkEnded());
    // A pipe that breaks says less than the end of the process does.
    child.pins.on("error", () => undefined);
    child.process.on("error", (error) =>
      this.#fail(
        new PerennialError(
          "token.module-not-started",
          { module, reason: error.message },
          { cause: error },
        ),
      ),
    );
    // What it printed at last is waited for, but not for ever: what it started may hold its pipes.
    child.process.on("close", (code, signal) => this.#exited(code, signal));
    child.process.on("exit", (code, signal) => {
      setting.timers.after(outputGrace, () => this.#exited(code, signal));
    });
    this.#connection.listen();
  }

  /**
   * Starts the process and loads the module.
   * @throws PerennialError `token.support-missing`, `token.module-load-failed`,
   *   `token.module-crashed`, `token.module-timeout`, `token.module-not-started`, `token.cancelled`.
   */
  static async start(
    module: string,
    parameters: string | undefined,
    setting: ModuleProcessSetting,
  ): Promise<ModuleProcess> {
    const started = new ModuleProcess(module, startProcess(setting.runtime), setting);
    const { signal } = setting;
    try {
      started.#about = await started.request(
        Initialize,
        { module, ...(parameters === undefined ? {} : { parameters }) },
        { limit: setting.limits.start, ...(signal === undefined ? {} : { signal, grace: 0 }) },
      );
      return started;
    } catch (error) {
      started.end();
      throw error;
    }
  }

  get about(): ModuleDescription {
    if (this.#about === undefined) throw new Error("The module is not loaded.");
    return this.#about;
  }

  get pid(): number | undefined {
    return this.child.process.pid;
  }

  /** Whether it can be told anything. */
  get alive(): boolean {
    return this.#linked && !this.#ended && this.#failure === undefined;
  }

  /** Whether a login was made here that was not ended. */
  get loggedIn(): boolean {
    return this.#loggedIn.size > 0;
  }

  /** Notes a login, or that it is over. */
  noteLogin(slot: string, loggedIn: boolean): void {
    if (loggedIn) this.#loggedIn.add(slot);
    else this.#loggedIn.delete(slot);
  }

  /** Whether a call is being answered. */
  get busy(): boolean {
    return this.#calls > 0;
  }

  async request<P, R, E>(type: RequestType<P, R, E>, params: P, call: CallSetting): Promise<R> {
    if (call.signal?.aborted === true) {
      throw new PerennialError("token.cancelled", {}, { effect: "none" });
    }
    this.#keepHostAlive(true);
    this.#calls += 1;
    this.#waited += 1;
    let isLeft = false;
    const cancellation = new Cancellation(call, this.setting, () => {
      isLeft = call.leaves === true;
      if (!isLeft) this.#endCancelled();
    });
    const deadline = this.#deadlines.begin(type.method, call.limit);
    let answer: Promise<R> | undefined;
    try {
      answer = this.#connection.sendRequest<R>(type.method, params, cancellation.token);
      return await Promise.race([answer, this.over, cancellation.over]);
    } catch (error) {
      if (PerennialError.is(error, "token.cancelled")) throw error;
      // A link that breaks while the process dies says less than the process's end.
      if (!this.alive || isLinkError(error)) return await this.over;
      throw fromResponseError(error);
    } finally {
      cancellation.dispose();
      this.#waited -= 1;
      if (this.#waited === 0) this.#keepHostAlive(false);
      const end = () => {
        deadline.end();
        this.#calls -= 1;
      };
      if (!isLeft) end();
      // The process is busy with it, and its time runs, whoever waits.
      else void Promise.allSettled([Promise.race([answer, this.over])]).then(end);
    }
  }

  /**
   * Sends a PIN and overwrites it.
   * @param ended told how its C_Login ended, if there was one.
   * @returns the number that names it in the request that goes with it.
   */
  sendPin(pin: Uint8Array, ended: (outcome: LoginOutcome["outcome"]) => void): number {
    const number = this.#nextPin;
    this.#nextPin += 1;
    this.#logins.set(number, (outcome) => {
      this.#logins.delete(number);
      ended(outcome);
    });
    this.#output.keepSecret();
    const frame = pinFrame(number, pin);
    pin.fill(0);
    this.child.pins.write(frame, () => frame.fill(0));
    return number;
  }

  /** Ends it because it is not needed any more; the child logs out and exits by itself. */
  end(): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#ended = true;
    this.child.pins.destroy();
    this.child.link.end();
    this.#reject(new PerennialError("token.module-ended", { module: this.module }));
    this.#keepHostAlive(false);
    const { generate, write } = this.setting.limits;
    // What nobody waits for any more may be a key that is being made.
    const limit = this.busy ? generate : write;
    this.setting.timers.after(limit, () => this.child.process.kill("SIGKILL"));
  }

  /** Without a call the host's process may exit although this one is there. */
  #keepHostAlive(alive: boolean): void {
    const { process, stdout, stderr, link, pins } = this.child;
    const handles = [process, stdout, stderr, link, pins] as { ref?(): void; unref?(): void }[];
    for (const handle of handles) {
      if (alive) handle.ref?.();
      else handle.unref?.();
    }
  }

  /** A call that was cancelled is still in the module: nobody else waits, so it ends with it. */
  #endCancelled(): void {
    if (this.#calls > 1 || this.#failure !== undefined || this.#ended) return;
    this.#ended = true;
    this.#kill();
    this.#reject(new PerennialError("token.module-ended", { module: this.module }));
  }

  #fail(failure: PerennialError): void {
    if (this.#failure !== undefined || this.#ended) return;
    this.#failure = failure;
    this.#kill();
    // The calls fail when the fault is on record, so that nobody starts the module again before.
    this.setting.failed(failure).then(
      () => this.#reject(failure),
      (cause: unknown) =>
        this.#reject(PerennialError.fromJSON({ ...failure.toJSON(), cause: toErrorData(cause) })),
    );
  }

  #protocol(reason: string): void {
    this.#fail(
      new PerennialError(
        "token.module-protocol",
        { module: this.module, reason },
        this.#output.quoted,
      ),
    );
  }

  #linkEnded(): void {
    this.#linked = false;
    // An exit closes the link first; one that does not follow means that only the link is closed.
    this.setting.timers.after(linkGrace, () => this.#protocol("the link was closed"));
  }

  #linkFailed(error: Error): void {
    this.#linked = false;
    // The child closes the link when it exits; its exit tells why.
    if (isLinkError(error)) return;
    // What broke the link may be a module that wrote to it; it is quoted no more than its output.
    this.#protocol(this.#output.secret ? "the link broke" : error.message);
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#fail(
      new PerennialError(
        "token.module-crashed",
        { module: this.module, exit: signal ?? String(code) },
        this.#output.quoted,
      ),
    );
    this.#deadlines.dispose();
    this.#connection.dispose();
  }

  #kill(): void {
    this.#deadlines.dispose();
    this.child.process.kill("SIGKILL");
    this.child.link.destroy();
    this.child.pins.destroy();
  }
}

function isLinkError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "EPIPE" || code === "ECONNRESET" || code === "ERR_STREAM_DESTROYED";
}
