/** Where a question stands. */
export interface QuestionPlace {
  readonly profile: string;
  readonly account: string;
  readonly step: string;
  /** Absent where the question is whether an effect happened. */
  readonly key?: string;
}

/**
 * The most exact of the patterns that match: more parts without `*` first, then more letters, then
 * the earlier one.
 */
export function bestPattern(patterns: readonly string[], place: QuestionPlace): string | undefined {
  const parts = [place.account, place.step, ...(place.key === undefined ? [] : [place.key])];
  return patterns
    .filter((pattern) => matches(pattern.split("/"), parts, place.profile))
    .toSorted((a, b) => exactness(b) - exactness(a))[0];
}

function matches(pattern: readonly string[], parts: readonly string[], profile: string): boolean {
  const full = pattern.length === parts.length + 1 ? [profile, ...parts] : parts;
  return (
    pattern.length === full.length &&
    pattern.every((part, index) => wildcard(part).test(full[index] ?? ""))
  );
}

/** Questions of an account: all of them, those of one step, or one. */
export interface QuestionRealm {
  readonly profile: string;
  readonly account: string;
  readonly step?: string;
  readonly key?: string;
}

/** Whether a pattern of so many parts, a profile before them apart, may be meant for a question there. */
export function isMeantFor(pattern: string, parts: number, realm: QuestionRealm): boolean {
  const own = pattern.split("/");
  const place = [realm.account, realm.step, realm.key].slice(0, parts);
  const names = own.length === parts + 1 ? [realm.profile, ...place] : place;
  return names.every((name, index) => name === undefined || wildcard(own[index] ?? "").test(name));
}

/** `*` stands for any characters. */
export function wildcard(pattern: string, flags = "u"): RegExp {
  const source = pattern
    .split("*")
    .map((literal) => literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, flags);
}

function exactness(pattern: string): number {
  const parts = pattern.split("/");
  const exact = parts.filter((part) => !part.includes("*")).length;
  return exact * 1_000 + pattern.replaceAll("*", "").length;
}
