import type { Json } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import type { FileStamp } from "./inventory.js";

const prefix = "inventory.stamp.";

/** Size and time of source files when they were last read, in the store's settings. */
export class FileStamps {
  constructor(private readonly store: RenewalStore) {}

  async all(): Promise<ReadonlyMap<string, FileStamp>> {
    const settings = await this.store.settings(prefix);
    const stamps = new Map<string, FileStamp>();
    for (const [name, value] of Object.entries(settings)) {
      const stamp = toStamp(value);
      if (stamp !== undefined) stamps.set(name.slice(prefix.length), stamp);
    }
    return stamps;
  }

  async put(profileId: string, account: string, stamp: FileStamp, at: string): Promise<void> {
    const { size, modifiedAt } = stamp;
    const name = `${prefix}${stampKey(profileId, account)}`;
    await this.store.setSetting(name, { size, modifiedAt }, undefined, at);
  }
}

/** Under which an account's stamp is kept. */
export function stampKey(profileId: string, account: string): string {
  return `${profileId}/${account}`;
}

/** What is not a stamp is as good as none: the file is read again. */
function toStamp(value: Json): FileStamp | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { size, modifiedAt } = value as { size?: Json; modifiedAt?: Json };
  return typeof size === "number" && typeof modifiedAt === "number"
    ? { size, modifiedAt }
    : undefined;
}
