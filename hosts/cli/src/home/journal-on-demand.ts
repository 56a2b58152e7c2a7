import { lstatSync } from "node:fs";
import { openSqliteStore, type RenewalStore } from "@perennial/store";

/** What only reads, and finds nothing where there is no journal. */
const reading: ReadonlySet<string> = new Set([
  "renewals",
  "profiles",
  "certificates",
  "setting",
  "settings",
  "auditLog",
  "verifyAudit",
  "check",
] satisfies readonly (keyof RenewalStore)[]);

/**
 * Whether there is a journal, or what is left of one. A place that cannot be looked into may have one,
 * and so may a link that leads nowhere now: opening it says what is wrong.
 */
export function hasJournal(path: string): boolean {
  return ["", ".head", "-wal"].some((suffix) => mayBe(`${path}${suffix}`));
}

function mayBe(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === "string") return true;
    throw error;
  }
}

/**
 * The journal of a home that has none: looking at it makes none, writing does.
 * @param open opens the one on the disk, and makes it if it is not there.
 */
export async function journalOnDemand(
  path: string,
  open: () => Promise<RenewalStore>,
): Promise<RenewalStore> {
  const empty = await openSqliteStore({ path: ":memory:" });
  let opened: Promise<RenewalStore> | undefined;
  const opening = (): Promise<RenewalStore> => {
    const wanted = open();
    opened = wanted;
    // What could not be opened is tried again with the next use: a watch runs for weeks.
    wanted.catch(() => {
      if (opened === wanted) opened = undefined;
    });
    return wanted;
  };
  const call = async (name: keyof RenewalStore, args: unknown[]): Promise<unknown> => {
    if (name === "close") {
      await empty.close();
      return (await opened)?.close();
    }
    const isWanted = opened !== undefined || !reading.has(name) || hasJournal(path);
    const store = isWanted ? await (opened ?? opening()) : empty;
    const method = store[name] as (...given: unknown[]) => unknown;
    return method.apply(store, args);
  };
  return new Proxy(empty, {
    get: (_target, name) =>
      typeof name === "string" && name in empty
        ? (...args: unknown[]) => call(name as keyof RenewalStore, args)
        : undefined,
  });
}
