import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Instant } from "@perennial/api";
import type { Fence, Owner, RenewalStore } from "../../port/index.js";
import { openSqliteStore } from "../open-sqlite-store.js";

/**
 * A process that drives one renewal to its end: `writer.js <journal> <renewal> <ledger>`. The
 * ledger is the world outside: one line for each time that an effect was performed. Tells its
 * parent each step that is recorded, and goes on when it is told to.
 */
const [path = "", renewal = "", ledger = ""] = process.argv.slice(2);
const now = (): Instant => new Date().toISOString();
const inAnHour = (): Instant => new Date(Date.now() + 3_600_000).toISOString();

const store = await openSqliteStore({ path });
const self: Owner = { id: `writer-${process.pid}`, host: "here", pid: process.pid, startedAt: "" };
const fence = await store.claim(renewal, self, now(), inAnHour(), isGone);
await drive(store, fence);
await store.release(fence, now());
await store.close();
process.disconnect?.();

async function drive(journal: RenewalStore, held: Fence): Promise<void> {
  const { renewal: record, steps } = await journal.load(renewal);
  const ended = new Set(steps.map(({ name }) => name));
  const coming = record.steps.filter((name) => !ended.has(name));
  for (const [index, name] of coming.entries()) {
    await order(journal, held, name);
    const following = coming[index + 1];
    const step = { name, state: "done", output: `output of ${name}`, remarks: [] } as const;
    const next =
      following === undefined
        ? ({ state: "done" } as const)
        : ({ state: "ready", currentStep: following } as const);
    await journal.completeStep(held, step, [], next, now());
    process.send?.(name);
    await once(process, "message");
  }
}

async function order(journal: RenewalStore, held: Fence, step: string): Promise<void> {
  const key = `order:${step}`;
  const known = await journal.beginEffect(held, { step, key, intent: { step } }, now());
  if (known?.state === "performed") return;
  if (known !== undefined) {
    if (happened(key)) return journal.completeEffect(held, key, "found", "found", now());
    if (known.state === "intended") await journal.clearEffect(held, key, {}, now());
    await journal.reintendEffect(held, key, { step }, now());
  }
  appendFileSync(ledger, `${key}\n`);
  await journal.completeEffect(held, key, "performed", "performed", now());
}

function happened(key: string): boolean {
  return existsSync(ledger) && readFileSync(ledger, "utf8").split("\n").includes(key);
}

function isGone(owner: Owner): boolean {
  try {
    return !process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ESRCH") return true;
    throw error;
  }
}
