import type { Migration } from "./migration.js";

export const firstSchema: Migration = {
  version: 1,
  statements: `
CREATE TABLE renewal (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  group_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  account TEXT NOT NULL,
  accounts TEXT NOT NULL,
  provider TEXT NOT NULL,
  plugin_id TEXT NOT NULL,
  plugin_version TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('rekey', 'access-grant')),
  steps TEXT NOT NULL,
  profile TEXT NOT NULL,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('ready', 'waiting', 'in-doubt', 'failed', 'done', 'cancelled')),
  current_step TEXT,
  wait TEXT,
  wake_at TEXT,
  error TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
  owner_id TEXT,
  owner TEXT,
  lease_until TEXT,
  fence INTEGER NOT NULL DEFAULT 0,
  updated_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX renewal_by_state ON renewal (state);
CREATE INDEX renewal_by_profile ON renewal (profile_id);
CREATE INDEX renewal_by_group ON renewal (group_id);

CREATE TABLE step (
  renewal TEXT NOT NULL REFERENCES renewal (id),
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'skipped')),
  output TEXT NOT NULL,
  remarks TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  PRIMARY KEY (renewal, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER step_never_changes BEFORE UPDATE ON step
BEGIN SELECT RAISE(ABORT, 'a step that ended does not change'); END;

CREATE TABLE effect (
  renewal TEXT NOT NULL REFERENCES renewal (id),
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  step TEXT NOT NULL,
  intent TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intended', 'performed', 'absent')),
  result TEXT,
  begun_at TEXT NOT NULL,
  PRIMARY KEY (renewal, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER effect_stays_performed BEFORE UPDATE ON effect WHEN OLD.state = 'performed'
BEGIN SELECT RAISE(ABORT, 'an effect that was performed does not change'); END;
CREATE TRIGGER effect_stays BEFORE DELETE ON effect
BEGIN SELECT RAISE(ABORT, 'an effect is never forgotten'); END;

CREATE TABLE signal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  renewal TEXT NOT NULL REFERENCES renewal (id),
  step TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  dedupe TEXT NOT NULL,
  at TEXT NOT NULL,
  consumed TEXT CHECK (consumed IN ('taken', 'refused')),
  UNIQUE (renewal, dedupe)
) STRICT;

CREATE TABLE profile (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  "values" TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
  seq INTEGER PRIMARY KEY,
  profile_id TEXT NOT NULL,
  account TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  spki_hash TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  serial TEXT NOT NULL,
  not_before TEXT NOT NULL,
  not_after TEXT NOT NULL,
  der TEXT NOT NULL,
  source TEXT NOT NULL,
  key_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('current', 'previous')),
  UNIQUE (profile_id, account, sha256)
) STRICT;
CREATE UNIQUE INDEX certificate_current ON certificate (profile_id, account)
  WHERE state = 'current';

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  renewal TEXT,
  data TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TABLE audit_head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0, '${"0".repeat(64)}');
CREATE INDEX audit_by_renewal ON audit (renewal) WHERE renewal IS NOT NULL;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT seq + 1 FROM audit_head)
  OR NEW.previous IS NOT (SELECT hash FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_moves_head AFTER INSERT ON audit
BEGIN UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash; END;
CREATE TRIGGER audit_head_rises BEFORE UPDATE ON audit_head WHEN NEW.seq IS NOT OLD.seq + 1
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`,
};
