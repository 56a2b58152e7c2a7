import { message, type ErrorData, type JsonObject, type Message, type Wait } from "@perennial/api";
import type { Journal } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { TokenLook } from "../waits/token-look.js";

const key = "perennial.token";

/** The token was looked for and is not there. */
const absent = "token.not-found";
/** One that is not it is there in its place. */
const other = "token.other-token";
/** The token may be gone: whether it is, a look says. */
const perhapsAbsent: ReadonlySet<string> = new Set([
  "token.removed",
  "token.session-lost",
  "token.device-error",
  "token.changed",
]);

/** How often in a row a token may come and be gone when the step needs it. */
const mostTimes = 3;

/**
 * A step that fails because its token is not there waits for it. With the token there the failure
 * stays one: it is not tried again, and no PIN asked for again, before somebody did something.
 */
@injectable()
export class AbsentToken {
  constructor(@inject(TokenLook) private readonly look: TokenLook) {}

  /** What to wait for; undefined if the token is there, or nobody can tell. */
  async waitFor(before: Journal, error: ErrorData): Promise<Wait | undefined> {
    const { code, params } = error;
    const { place, label } = params;
    if (typeof place !== "string") return undefined;
    const isAbsent = code === absent || code === other;
    if (!isAbsent && !perhapsAbsent.has(code)) return undefined;
    const { state, wait, attempts } = before.renewal;
    if (state === "waiting" && wait?.key === key && attempts >= mostTimes) return undefined;
    if (!isAbsent && (await this.look.isThere({ place })) !== false) return undefined;
    return {
      key,
      for: "token",
      event: "inserted",
      place,
      ...(code === other ? meant(params) : {}),
      text: message("engine.token-wait", { label: typeof label === "string" ? label : "" }),
      instructions: [
        code === other ? which(params) : message("engine.token-wait.driver"),
        message("engine.token-wait.safe"),
      ],
    };
  }
}

/** What the wanted token is known by, since its place alone means the other one too. */
function meant({ wanted, spkiHash }: JsonObject): { serial?: string; spkiHash?: string } {
  return {
    ...(typeof wanted === "string" && wanted !== "" ? { serial: wanted } : {}),
    ...(typeof spkiHash === "string" ? { spkiHash } : {}),
  };
}

/** Both have the name that the wait says. */
function which({ wanted, serial, spkiHash }: JsonObject): Message {
  if (typeof wanted !== "string" || wanted === "" || typeof serial !== "string") {
    return message("engine.token-wait.driver");
  }
  // With a key to know it by, it is certainly another.
  const sure = spkiHash === undefined ? "no" : "yes";
  return message("engine.token-wait.other", { wanted, serial, sure });
}
