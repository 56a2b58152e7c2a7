import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { AuditVerdict, RenewalStore } from "../port/index.js";
import { auditHash } from "./audit-log.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { tamper } from "./testing/tamper.js";
import { openTemporaryStore } from "./testing/temporary-store.js";
import { skipBecause } from "../testing/skip-because.js";

const AT = "2026-11-20T09:00:00Z";

describe("audit verification", () => {
  it("does not wait for a pipe in the place of what it remembers", async function () {
    rmSync(`${path}.head`, { force: true });
    if (spawnSync("mkfifo", [`${path}.head`]).status !== 0) skipBecause(this, "no mkfifo");
    assert.deepEqual(await verdict(), found(7, "unreadable"));
  });

  let path: string;
  let dispose: () => Promise<void>;

  beforeEach(async () => {
    const opened = await openTemporaryStore();
    ({ path, dispose } = opened);
    await append(opened.store, 6);
    await opened.store.close();
  });
  afterEach(() => dispose());

  async function verdict(): Promise<AuditVerdict> {
    const store = await openSqliteStore({ path });
    try {
      return await store.verifyAudit();
    } finally {
      await store.close();
    }
  }

  const found = (seq: number, problem: string): object => ({ ok: false, seq, problem });

  /** Rewrites records so that each fits the one before, as somebody who knows the rules would. */
  async function rehash(from: number): Promise<void> {
    const store = await openSqliteStore({ path });
    const log = await store.auditLog();
    await store.close();
    let previous = log[from - 2]?.hash ?? "0".repeat(64);
    for (const record of log.slice(from - 1)) {
      const hash = auditHash({ ...record, previous });
      tamper(
        path,
        `UPDATE audit SET previous = '${previous}', hash = '${hash}' WHERE seq = ${record.seq}`,
      );
      previous = hash;
    }
  }

  for (const [column, value] of [
    ["at", "2026-11-20T09:00:01Z"],
    ["event", "other"],
    ["renewal", "r2"],
    ["data", '{"n":99}'],
    ["hash", "f".repeat(64)],
  ]) {
    it(`finds a record whose ${column} was changed`, async () => {
      tamper(path, `UPDATE audit SET ${column} = '${value}' WHERE seq = 3`);
      assert.deepEqual(await verdict(), found(3, "changed"));
    });
  }

  it("finds a changed record whose own hash was made to fit", async () => {
    tamper(path, `UPDATE audit SET data = '{"n":99}' WHERE seq = 3`);
    const store = await openSqliteStore({ path });
    const record = (await store.auditLog()).find(({ seq }) => seq === 3);
    await store.close();
    assert.ok(record);
    tamper(path, `UPDATE audit SET hash = '${auditHash(record)}' WHERE seq = 3`);
    assert.deepEqual(await verdict(), found(3, "changed"));
  });

  it("finds a log that was rewritten from a record on, by the head beside it", async () => {
    tamper(path, `UPDATE audit SET data = '{"n":99}' WHERE seq = 3`);
    await rehash(3);
    assert.deepEqual(await verdict(), found(6, "changed"));
  });

  it("finds a log that was rewritten together with its head, by the anchor", async () => {
    tamper(path, `UPDATE audit SET data = '{"n":99}' WHERE seq = 3`);
    await rehash(3);
    tamper(path, "UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 6)");
    assert.deepEqual(await verdict(), found(6, "changed"));
    const store = await openSqliteStore({ path });
    await append(store, 3);
    assert.deepEqual(await store.verifyAudit(), found(6, "changed"));
    await store.close();
  });

  for (const [what, where, seq] of [
    ["first", "seq = 1", 1],
    ["middle", "seq IN (3, 4)", 3],
  ] as const) {
    it(`finds that ${what} records were removed`, async () => {
      tamper(path, `DELETE FROM audit WHERE ${where}`);
      assert.deepEqual(await verdict(), found(seq, "missing"));
    });
  }

  it("finds that the last records were removed", async () => {
    tamper(path, "DELETE FROM audit WHERE seq > 4");
    assert.deepEqual(await verdict(), found(5, "truncated"));
  });

  it("finds that all records were removed", async () => {
    tamper(path, "DELETE FROM audit");
    assert.deepEqual(await verdict(), found(1, "truncated"));
  });

  it("finds that the last records were removed together with the head, by the anchor", async () => {
    tamper(
      path,
      `DELETE FROM audit WHERE seq > 4;
      UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)`,
    );
    assert.deepEqual(await verdict(), found(5, "truncated"));
  });

  it("finds that an older copy of the journal was put in its place", async () => {
    const older = `${path}.older`;
    copyFileSync(path, older);
    const store = await openSqliteStore({ path });
    await append(store, 1);
    await store.close();
    copyFileSync(older, path);
    assert.deepEqual(await verdict(), found(7, "truncated"));
  });

  it("finds two records that changed places", async () => {
    tamper(
      path,
      `UPDATE audit SET seq = -1 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;
      UPDATE audit SET seq = 4 WHERE seq = -1`,
    );
    assert.deepEqual(await verdict(), found(3, "reordered"));
  });

  it("finds a record that was moved to the end", async () => {
    tamper(
      path,
      `UPDATE audit SET seq = 70 WHERE seq = 2; UPDATE audit SET seq = -seq WHERE seq > 2;
      UPDATE audit SET seq = -seq - 1 WHERE seq < 0`,
    );
    assert.deepEqual(await verdict(), found(2, "reordered"));
  });

  it("finds a record that was added without the head", async () => {
    tamper(
      path,
      `INSERT INTO audit SELECT 7, at, event, renewal, data, hash, '${"a".repeat(64)}'
      FROM audit WHERE seq = 6`,
    );
    assert.deepEqual(await verdict(), found(7, "changed"));
  });

  it("finds a record that cannot be read", async () => {
    tamper(path, "UPDATE audit SET data = '{\"n\":' WHERE seq = 5");
    assert.deepEqual(await verdict(), found(5, "unreadable"));
  });

  it("finds that the head is gone", async () => {
    const store = await openSqliteStore({ path });
    tamper(path, "DELETE FROM audit_head");
    assert.deepEqual(await store.verifyAudit(), found(7, "unreadable"));
    const entry = { event: "test.happened", data: {} };
    await assert.rejects(store.audit(entry, AT), { code: "store.corrupt" });
    await store.close();
  });

  it("finds an anchor that cannot be read, which stays as it is", async () => {
    for (const content of ["", "{", "null", '{"seq":"6"}']) {
      writeFileSync(`${path}.head`, content);
      assert.deepEqual(await verdict(), found(7, "unreadable"));
    }
  });

  it("does without an anchor that was removed, and makes a new one", async () => {
    rmSync(`${path}.head`);
    const sound = await verdict();
    assert.equal(sound.ok, true);
    tamper(path, "DELETE FROM audit; UPDATE audit_head SET seq = 0");
    assert.deepEqual(await verdict(), found(1, "truncated"));
  });

  it("reads a long log in pages", async () => {
    const store = await openSqliteStore({ path: ":memory:" });
    await append(store, 1203);
    const last = (await store.auditLog({ after: 1202 }))[0];
    assert.deepEqual(await store.verifyAudit(), { ok: true, records: 1203, head: last?.hash });
    await store.close();
  });

  for (const statement of [
    "UPDATE audit SET event = 'x' WHERE seq = 2",
    "DELETE FROM audit WHERE seq = 2",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET seq = 2",
    "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
    "INSERT INTO audit SELECT 7, at, event, renewal, data, previous, hash FROM audit WHERE seq = 6",
  ]) {
    it(`is append-only: the database refuses ${statement}`, () => {
      const database = new DatabaseSync(path);
      try {
        assert.throws(() => database.exec(statement), /append-only/);
      } finally {
        database.close();
      }
    });
  }
});

async function append(store: RenewalStore, records: number): Promise<void> {
  for (let n = 0; n < records; n += 1) {
    await store.audit({ event: "test.happened", renewal: "r1", data: { n } }, AT);
  }
}
