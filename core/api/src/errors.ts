import type { Json, JsonObject } from "./json.js";

/** Whether the outside world may have changed when an error was thrown inside an effect. */
export type EffectCertainty = "none" | "unknown";

/** How an error may be tried again. */
export interface Retry {
  /** Seconds to wait at least, as the outside asked (for example by `Retry-After`). */
  readonly after?: number;
  /**
   * Something on this machine has to be put right by a person (a passphrase that is not to be had):
   * it is never given up, and each run that is started tries again at once.
   */
  readonly untilFixed?: boolean;
}

/** A {@link PerennialError} as plain data. */
export interface ErrorData {
  readonly code: string;
  readonly params: JsonObject;
  readonly detail?: string;
  readonly retry?: Retry;
  readonly effect?: EffectCertainty;
  readonly plugin?: string;
  readonly step?: string;
  readonly cause?: ErrorData;
}

export interface ErrorOptions {
  /** Technical detail in English, for logs and reports; never shown without the translated text. */
  readonly detail?: string;
  /** Present when trying again may help. */
  readonly retry?: Retry;
  /** `none` when the outside world is known to be unchanged; otherwise `unknown` is assumed. */
  readonly effect?: EffectCertainty;
  readonly plugin?: string;
  readonly step?: string;
  readonly cause?: unknown;
}

/**
 * The one error family. The text for people is the message `error.<code>` of the l10n catalogues
 * (what happened and why) and `error.<code>.next` (what to do), rendered with `params`.
 */
export class PerennialError extends Error {
  readonly code: string;
  readonly params: JsonObject;
  readonly detail: string | undefined;
  readonly retry: Retry | undefined;
  readonly effect: EffectCertainty | undefined;
  readonly plugin: string | undefined;
  readonly step: string | undefined;

  constructor(code: string, params: JsonObject = {}, options: ErrorOptions = {}) {
    super(
      options.detail === undefined ? describe(code, params) : `${code}: ${options.detail}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "PerennialError";
    this.code = code;
    this.params = params;
    this.detail = options.detail;
    this.retry = options.retry;
    this.effect = options.effect;
    this.plugin = options.plugin;
    this.step = options.step;
  }

  /** As plain data, its causes included. */
  toJSON(): ErrorData {
    return toErrorData(this);
  }

  /** The error that {@link toJSON} described. */
  static fromJSON(data: ErrorData): PerennialError {
    const { code, params, cause, ...options } = data;
    return new PerennialError(code, params, {
      ...options,
      ...(cause === undefined ? {} : { cause: PerennialError.fromJSON(cause) }),
    });
  }

  /** True for a {@link PerennialError}, of this or another realm, with this code if one is named. */
  static is(error: unknown, code?: string): error is PerennialError {
    return (
      error instanceof Error &&
      error.name === "PerennialError" &&
      (code === undefined || (error as PerennialError).code === code)
    );
  }
}

/** Causes deeper than this, or in a circle, explain nothing more. */
const mostCauses = 16;

/** Any thrown value as {@link ErrorData}; one that is not ours gets the code `internal.unexpected`. */
export function toErrorData(error: unknown): ErrorData {
  return describeError(error, 0);
}

function describeError(error: unknown, depth: number): ErrorData {
  const cause = (value: unknown): { cause?: ErrorData } =>
    value === undefined || depth >= mostCauses ? {} : { cause: describeError(value, depth + 1) };
  if (PerennialError.is(error)) return { ...ownData(error), ...cause(error.cause) };
  if (error instanceof Error) {
    const code = (error as { code?: unknown }).code;
    return {
      code: "internal.unexpected",
      params: { name: error.name, ...(typeof code === "string" ? { system: code } : {}) },
      detail: error.message,
      ...cause(error.cause),
    };
  }
  return { code: "internal.unexpected", params: { name: typeof error }, detail: textOf(error) };
}

function ownData(error: PerennialError): ErrorData {
  const { code, params, detail, retry, effect, plugin, step } = error;
  return {
    code,
    params,
    ...(detail === undefined ? {} : { detail }),
    ...(retry === undefined ? {} : { retry }),
    ...(effect === undefined ? {} : { effect }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(step === undefined ? {} : { step }),
  };
}

/** An object's own `toString` is not asked: it may not be a function, or may throw. */
function textOf(value: unknown): string {
  return typeof value === "object" && value !== null
    ? Object.prototype.toString.call(value)
    : String(value);
}

/** Any thrown value as a {@link PerennialError}; nothing is lost. */
export function toPerennialError(error: unknown): PerennialError {
  return PerennialError.is(error) ? error : PerennialError.fromJSON(toErrorData(error));
}

function describe(code: string, params: JsonObject): string {
  const shown = Object.entries(params)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return shown.length === 0 ? code : `${code} (${shown.join(", ")})`;
}
