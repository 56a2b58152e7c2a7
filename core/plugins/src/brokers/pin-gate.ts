import { PerennialError } from "@perennial/api";
import type { PinEntry, PinPurpose, PinQuestion, PinSource } from "@perennial/hardware";

/** Who uses a token. */
export interface TokenUser {
  readonly renewal: string;
  /** One run of one step: the same object throughout. */
  readonly run: object;
  /** Whether the step runs again only because the engine tries it again by itself. */
  readonly byItself: boolean;
  /** The name of the document that is to be signed. */
  readonly document?: string;
  /** What else it is used for. */
  readonly purpose?: PinPurpose;
}

/** After these a login that was made is gone. */
const lost: ReadonlySet<string> = new Set([
  "token.not-found",
  "token.removed",
  "token.session-lost",
  "token.device-error",
  "token.changed",
  "token.module-crashed",
  "token.module-timeout",
  "token.module-ended",
  "token.module-protocol",
]);

/**
 * Stands between whoever gives PINs and a token. When somebody was asked and it came to nothing, or
 * a login broke, nobody is asked again before somebody did something for it: not by the rest of the
 * step, not by a step that is tried again by itself, not by another renewal that comes along.
 */
export class PinGate implements PinSource {
  #asked = false;
  #about: Pick<PinQuestion, "document" | "purpose"> = {};
  #vain: { readonly error: PerennialError; readonly told: Map<string, object> } | undefined;

  /** @param forget forgets a login that broke, so that the next one is asked for. */
  constructor(
    private readonly source: PinSource,
    private readonly forget: () => Promise<void>,
  ) {}

  get unattended(): boolean {
    return this.source.unattended;
  }

  async ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    let isQuestion = true;
    try {
      const entry = await this.source.ask({ ...question, ...this.#about }, signal);
      // Where nobody is and there is no PIN, nobody was asked.
      isQuestion = entry !== undefined || !this.source.unattended;
      return entry;
    } finally {
      if (isQuestion) this.#asked = true;
    }
  }

  /**
   * Does something with the token for which a PIN may be asked.
   * @throws PerennialError what the work throws, or threw before.
   */
  async during<T>(user: TokenUser, work: () => Promise<T>): Promise<T> {
    this.#refuse(user);
    if (this.#vain !== undefined && lost.has(this.#vain.error.code)) await this.forget();
    this.#vain = undefined;
    this.#asked = false;
    const { document, purpose } = user;
    this.#about = {
      ...(document === undefined ? {} : { document }),
      ...(purpose === undefined ? {} : { purpose }),
    };
    try {
      return await work();
    } catch (error) {
      if (PerennialError.is(error) && (this.#asked || lost.has(error.code))) {
        this.#vain = { error, told: new Map([[user.renewal, user.run]]) };
      }
      throw error;
    }
  }

  #refuse({ renewal, run, byItself }: TokenUser): void {
    if (this.#vain === undefined) return;
    const { error, told } = this.#vain;
    const before = told.get(renewal);
    if (before !== undefined && before !== run && !byItself) return;
    told.set(renewal, run);
    const { code, params, detail } = error;
    const more = detail === undefined ? {} : { detail };
    throw new PerennialError(code, params, { ...more, effect: "none" });
  }
}
