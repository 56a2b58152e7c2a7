import { join } from "node:path";
import { openSqliteStore } from "@perennial/store";

/** What one step costs the journal: an effect's intent and result, and the step's end, on disk. */
export async function storeFigures(scratch: string): Promise<readonly string[]> {
  const store = await openSqliteStore({ path: join(scratch, "store", "journal.db") });
  const at = new Date().toISOString();
  const steps = Array.from({ length: 200 }, (_, index) => `step-${index}`);
  await store.create(
    [
      {
        id: "bench",
        group: "bench",
        profileId: "bench",
        account: "main",
        accounts: ["main"],
        provider: "bench.bench",
        pluginId: "bench",
        pluginVersion: "1.0.0",
        kind: "rekey",
        steps,
        profile: {},
        at,
      },
    ],
    at,
  );
  const owner = { id: "bench", host: "bench", pid: 1, startedAt: "0" };
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const fence = await store.claim("bench", owner, at, until, () => true);
  const started = process.hrtime.bigint();
  for (const name of steps) {
    await store.beginEffect(fence, { step: name, key: name, intent: { name } }, at);
    await store.completeEffect(fence, name, { reference: name }, "performed", at);
    await store.completeStep(
      fence,
      { name, state: "done", output: { reference: name }, remarks: [] },
      [],
      { state: "ready" },
      at,
    );
  }
  const each = Number(process.hrtime.bigint() - started) / 1e6 / steps.length;
  await store.close();
  return [`a step with one effect, three synced commits: ${each.toFixed(2)} ms`];
}
