import { badRequest } from "./request-body.js";

/** Instants in what tough-cookie writes; one that is none makes it throw where nobody can catch it. */
const instants = ["expires", "creation", "lastAccessed"] as const;
const texts = ["key", "value", "domain", "path"] as const;
/** What a header cannot hold, and what would begin another cookie's attributes. */
const unfit = /[^\u0020-\u007e\u00a0-\u00ff]|;/u;

/**
 * The cookies of a session that a plugin gives back, which may have changed what it was given.
 * @throws PerennialError `http.bad-request`.
 */
export function requireCookies(text: string): void {
  const { cookies } = (parsed(text) ?? {}) as { readonly cookies?: unknown };
  if (Array.isArray(cookies) && cookies.every(isCookie)) return;
  throw badRequest("not the cookies of a session");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest("not the cookies of a session", error);
    throw error;
  }
}

function isCookie(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const cookie = value as Readonly<Record<string, unknown>>;
  return (
    texts.every((name) => isText(cookie[name])) && instants.every((name) => isTime(cookie[name]))
  );
}

function isText(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && !unfit.test(value));
}

function isTime(value: unknown): boolean {
  if (value === undefined || value === "Infinity") return true;
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}
