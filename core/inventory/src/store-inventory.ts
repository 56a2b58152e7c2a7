import { constants, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { PerennialError, toErrorData, type CertificateInfo } from "@perennial/api";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { FileStamps, stampKey } from "./file-stamps.js";
import type {
  CheckedCertificate,
  FileStamp,
  FoundCertificate,
  Inventory,
  InventoryClock,
} from "./inventory.js";

/** Bytes. A file of certificates is far smaller. */
const largest = 1024 * 1024;

/** {@link Inventory} over the journal. The parser is loaded when a file has to be read. */
export class StoreInventory implements Inventory {
  private readonly stamps: FileStamps;

  constructor(
    private readonly store: RenewalStore,
    private readonly clock: InventoryClock,
  ) {
    this.stamps = new FileStamps(store);
  }

  async read(request: {
    readonly profileId: string;
    readonly account: string;
    readonly path: string;
  }): Promise<FoundCertificate> {
    const { profileId, account, path } = request;
    const { content, stamp } = await readFileOf(path);
    const { readCertificates } = await import("@perennial/pki");
    const { certificates, remarks } = readCertificates(content);
    const own = pick(certificates, path);
    const { isCa: _isCa, ...info } = own;
    const record = { ...info, profileId, account, source: path, state: "current" } as const;
    return { record, remarks, stamp };
  }

  async put({ record, stamp }: FoundCertificate): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    await this.store.putCertificate(record, at);
    await this.stamps.put(record.profileId, record.account, stamp, at);
  }

  async refresh(profileId?: string): Promise<readonly CheckedCertificate[]> {
    const records = await this.store.certificates({
      state: "current",
      ...(profileId === undefined ? {} : { profileId }),
    });
    if (!records.some(({ source }) => isFile(source))) {
      return records.map((record) => ({ record, source: { state: "unchanged" } }));
    }
    const stamps = await this.stamps.all();
    return Promise.all(
      records.map((record) =>
        isFile(record.source)
          ? this.check(record, stamps.get(stampKey(record.profileId, record.account)))
          : ({ record, source: { state: "unchanged" } } as const),
      ),
    );
  }

  private async check(
    record: CertificateRecord,
    known: FileStamp | undefined,
  ): Promise<CheckedCertificate> {
    const { profileId, account, source: path } = record;
    try {
      if (known !== undefined && isSame(known, stampOf(path))) {
        return { record, source: { state: "unchanged" } };
      }
      const found = await this.read({ profileId, account, path });
      if (found.record.sha256 === record.sha256) {
        const at = new Date(this.clock.now()).toISOString();
        await this.stamps.put(profileId, account, found.stamp, at);
        return { record, source: { state: "unchanged" } };
      }
      await this.put(found);
      return { record, source: { state: "replaced", by: found.record } };
    } catch (error) {
      // Unreadable is not empty: what was recorded stays, and the reason is told.
      if (!PerennialError.is(error) || error.code.startsWith("store.")) throw error;
      return { record, source: { state: "unreadable", error: toErrorData(error) } };
    }
  }
}

/** Certificates that came out of a renewal are in Perennial's own keeping. */
function isFile(source: string): boolean {
  return !source.startsWith("store:");
}

function pick(certificates: readonly CertificateInfo[], path: string): CertificateInfo {
  const own = certificates
    .filter(({ isCa }) => !isCa)
    .toSorted((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter))[0];
  // A certificate that signed itself may say that it is a CA; alone in its file it is meant.
  const only = certificates.length === 1 ? certificates[0] : undefined;
  const chosen = own ?? only;
  if (chosen === undefined) throw new PerennialError("inventory.only-authorities", { path });
  return chosen;
}

async function readFileOf(path: string): Promise<{ content: Uint8Array; stamp: FileStamp }> {
  try {
    // A pipe is not waited for.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new PerennialError("inventory.not-a-file", { path });
      if (status.size > largest) {
        throw new PerennialError("inventory.too-large", { path, size: status.size, max: largest });
      }
      const stamp = { size: status.size, modifiedAt: status.mtimeMs };
      return { content: await file.readFile(), stamp };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Synchronous: a thousand of them take 3 ms, and 30 ms through the thread pool. */
function stampOf(path: string): FileStamp {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, modifiedAt: mtimeMs };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const system = (error as { code?: unknown }).code;
  if (PerennialError.is(error) || typeof system !== "string") return error;
  return new PerennialError("inventory.unreadable", { path, system }, { cause: error });
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modifiedAt === b.modifiedAt;
}
