import { setTimeout as pause } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import type { ExpectedToken } from "../link/messages.js";
import type { TokenView } from "../link/token-views.js";
import type { Cryptoki } from "./cryptoki.js";
import { isGone, tokenError } from "./return-value.js";
import type { Sessions } from "./sessions.js";
import { isPresent, tokenView } from "./slots.js";

/** Milliseconds in which a reader says that its card has gone. */
const leaving = 1_000;

/**
 * Works with a token if it is the one that is expected.
 * @throws PerennialError `token.changed` before anything was done; `token.removed` if it went meanwhile.
 */
export async function withExpected<T>(
  lib: Cryptoki,
  sessions: Sessions,
  expect: ExpectedToken,
  action: (token: TokenView) => Promise<T>,
): Promise<T> {
  try {
    const token = beforeLogin("C_GetTokenInfo", () => tokenView(lib, sessions.slot));
    checkExpected(token, expect);
    return await sessions.working(() => action(token));
  } catch (error) {
    sessions.noteGone(error);
    const coded = tokenError(error, "PKCS#11");
    if (!isGone(error) || !(await isLeaving(lib, sessions))) throw coded;
    throw taken(coded);
  }
}

/** Modules have many words for a card that goes, and a reader takes a moment to say so. */
async function isLeaving(lib: Cryptoki, sessions: Sessions): Promise<boolean> {
  const end = performance.now() + leaving;
  while (isPresent(lib, sessions.slot)) {
    if (performance.now() > end) return false;
    await pause(leaving / 10);
  }
  return true;
}

/** What failed because the token went. */
function taken(error: unknown): unknown {
  if (!PerennialError.is(error) || error.code === "token.removed") return error;
  const { params, effect, detail } = error.toJSON();
  return new PerennialError("token.removed", params, {
    cause: error,
    ...(effect === undefined ? {} : { effect }),
    ...(detail === undefined ? {} : { detail }),
  });
}

/** @throws PerennialError `token.changed` if a slot holds another token than was meant. */
export function checkExpected(token: TokenView, expect: ExpectedToken): void {
  const names = ["label", "manufacturer", "model", "serial"] as const;
  if (names.every((name) => token[name] === expect[name])) return;
  throw new PerennialError(
    "token.changed",
    { expected: expect.label, found: token.label },
    { effect: "none" },
  );
}

/** What fails before a PIN was given to the token has cost no try, and changed nothing. */
export function beforeLogin<T>(call: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const coded = tokenError(error, call);
    if (!PerennialError.is(coded)) throw coded;
    throw PerennialError.fromJSON({ ...coded.toJSON(), effect: "none" });
  }
}
