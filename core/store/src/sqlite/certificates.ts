import type { Instant } from "@perennial/api";
import { canonicalJson } from "../canonical-json.js";
import type { CertificateRecord } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { oneOf, optional, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

const COLUMNS = `profile_id, account, sha256, spki_hash, subject, issuer, serial, not_before,
  not_after, der, source, key_id, state`;

export class Certificates {
  readonly #connection: Connection;
  readonly #audit: AuditLog;

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection;
    this.#audit = audit;
  }

  /** Writes nothing when this certificate, found in the same place, is the current one already. */
  put(certificate: CertificateRecord, at: Instant, renewal: string | undefined): void {
    const { profileId, account, sha256, source } = certificate;
    this.#connection.write(() => {
      const before = this.#current(profileId, account);
      if (before !== undefined && isSame(before, certificate)) return;
      this.#connection.run(
        `UPDATE certificate SET state = 'previous'
        WHERE profile_id = ? AND account = ? AND state = 'current'`,
        profileId,
        account,
      );
      this.#upsert(certificate);
      const replaced = before?.sha256 === sha256 ? undefined : before?.sha256;
      this.#audit.append(
        {
          event: "certificate.current",
          ...(renewal === undefined ? {} : { renewal }),
          data: { profile: profileId, account, sha256, source, previous: replaced },
        },
        at,
      );
    });
  }

  #current(profileId: string, account: string): CertificateRecord | undefined {
    return this.#connection.find(
      toCertificate,
      `SELECT ${COLUMNS} FROM certificate
      WHERE profile_id = ? AND account = ? AND state = 'current'`,
      profileId,
      account,
    );
  }

  #upsert(certificate: CertificateRecord): void {
    this.#connection.run(
      `INSERT INTO certificate (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'current')
      ON CONFLICT (profile_id, account, sha256) DO UPDATE SET
        spki_hash = excluded.spki_hash, subject = excluded.subject, issuer = excluded.issuer,
        serial = excluded.serial, not_before = excluded.not_before,
        not_after = excluded.not_after, der = excluded.der, source = excluded.source,
        key_id = excluded.key_id, state = 'current'`,
      certificate.profileId,
      certificate.account,
      certificate.sha256,
      certificate.spkiHash,
      certificate.subject,
      certificate.issuer,
      certificate.serial,
      certificate.notBefore,
      certificate.notAfter,
      certificate.der,
      certificate.source,
      certificate.keyId ?? null,
    );
  }

  /** In the order in which they were first seen. */
  list(filter: {
    readonly profileId?: string;
    readonly state?: "current" | "previous";
  }): CertificateRecord[] {
    const conditions: string[] = [];
    const parameters: string[] = [];
    if (filter.profileId !== undefined) {
      conditions.push("profile_id = ?");
      parameters.push(filter.profileId);
    }
    if (filter.state !== undefined) {
      conditions.push("state = ?");
      parameters.push(filter.state);
    }
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    return this.#connection.list(
      toCertificate,
      `SELECT ${COLUMNS} FROM certificate ${where} ORDER BY seq`,
      ...parameters,
    );
  }
}

function isSame(current: CertificateRecord, other: CertificateRecord): boolean {
  return canonicalJson({ ...current }) === canonicalJson({ ...other, state: "current" });
}

const STATES: readonly CertificateRecord["state"][] = ["current", "previous"];
const readState = oneOf(STATES);

function toCertificate(row: Row): CertificateRecord {
  return {
    profileId: text(row, "profile_id"),
    account: text(row, "account"),
    sha256: text(row, "sha256"),
    spkiHash: text(row, "spki_hash"),
    subject: text(row, "subject"),
    issuer: text(row, "issuer"),
    serial: text(row, "serial"),
    notBefore: text(row, "not_before"),
    notAfter: text(row, "not_after"),
    der: text(row, "der"),
    source: text(row, "source"),
    ...optional(row, "key_id", "keyId", text),
    state: readState(row, "state"),
  };
}
