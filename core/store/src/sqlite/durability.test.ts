import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { START } from "../contract/samples.js";
import type { RenewalStore } from "../port/index.js";
import { Connection } from "./connection.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { createSchema } from "./schema.js";
import { SqliteRenewalStore } from "./sqlite-renewal-store.js";
import { openTemporaryStore } from "./testing/temporary-store.js";

const COMMITS = 12;

describe("the journal after a torn write", () => {
  let home: string;
  let database: Buffer;
  let log: Buffer;
  /** Length of the write-ahead log after each commit. */
  const ends: number[] = [];
  let dispose: () => Promise<void>;

  before(async () => {
    const opened = await openTemporaryStore();
    ({ dispose } = opened);
    home = dirname(opened.path);
    ends.length = 0;
    for (let n = 1; n <= COMMITS; n += 1) {
      await append(opened.store, n);
      ends.push(readFileSync(`${opened.path}-wal`).length);
    }
    // As after a loss of power: the store is still open.
    database = readFileSync(opened.path);
    log = readFileSync(`${opened.path}-wal`);
  });
  after(() => dispose());

  let cases = 0;
  /** How many records a journal has that is found with this write-ahead log. */
  async function recordsWith(found: Buffer): Promise<number> {
    cases += 1;
    const folder = join(home, `case-${cases}`);
    mkdirSync(folder);
    const path = join(folder, "journal.db");
    writeFileSync(path, database);
    writeFileSync(`${path}-wal`, found);
    const store = await openSqliteStore({ path });
    const verdict = await store.verifyAudit();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(await store.check(), []);
    assert.equal(await store.setting("n"), verdict.records === 0 ? undefined : verdict.records);
    await append(store, verdict.records + 1);
    await store.close();
    return verdict.records;
  }

  const committedBy = (length: number): number => ends.filter((end) => end <= length).length;

  it("has every commit whose last byte was written, and none half", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: log.length }), async (length) => {
        assert.equal(await recordsWith(log.subarray(0, length)), committedBy(length));
      }),
      {
        numRuns: 40,
        examples: [[0], [log.length], ...ends.flatMap((end) => [[end], [end - 1]])] as [number][],
      },
    );
  });

  it("does not take garbage at the end of the log for a commit", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: log.length }),
        fc.uint8Array({ minLength: 1, maxLength: 9000 }),
        async (length, garbage) => {
          const kept = log.subarray(0, length);
          fc.pre(!log.subarray(length, length + garbage.length).equals(garbage));
          const records = await recordsWith(Buffer.concat([kept, garbage]));
          assert.equal(records, committedBy(length + agreement(log.subarray(length), garbage)));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("has what was committed before a bit flipped in the log", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: log.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const flipped = Buffer.from(log);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        const records = await recordsWith(flipped);
        assert.ok(records === committedBy(at) || records === COMMITS, String(records));
      }),
      { numRuns: 25 },
    );
  });
});

describe("the journal on a full disk", () => {
  let connection: Connection;
  let store: SqliteRenewalStore;

  beforeEach(() => {
    connection = new Connection(":memory:", 0);
    createSchema(connection);
    store = new SqliteRenewalStore(connection);
  });
  afterEach(() => store.close());

  it("says so, keeps all that it said was written, and goes on when there is room", async () => {
    const { page_count: pages } = connection.find((row) => row, "PRAGMA page_count") ?? {};
    connection.execute(`PRAGMA max_page_count = ${Number(pages) + 8}`);
    let written = 0;
    const full = (async () => {
      for (;;) {
        await append(store, written + 1);
        written += 1;
      }
    })();
    await assert.rejects(full, { code: "store.disk-full" });
    assert.ok(written > 0);
    assert.equal(await store.setting("n"), written);
    const verdict = await store.verifyAudit();
    assert.deepEqual([verdict.ok, verdict.ok && verdict.records], [true, written]);
    assert.deepEqual(await store.check(), []);
    connection.execute("PRAGMA max_page_count = 100000");
    await append(store, written + 1);
    assert.equal(await store.setting("n"), written + 1);
  });
});

/** Two rows of two tables, so that half a commit would be seen. */
async function append(store: RenewalStore, n: number): Promise<void> {
  await store.setSetting("n", n, { event: "test.happened", data: { n } }, START);
}

/** For how many bytes they are the same. */
function agreement(first: Uint8Array, second: Uint8Array): number {
  const length = Math.min(first.length, second.length);
  for (let index = 0; index < length; index += 1) {
    if (first[index] !== second[index]) return index;
  }
  return length;
}
