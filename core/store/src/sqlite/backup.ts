import { PerennialError } from "@perennial/api";
import type { Connection } from "./connection.js";
import { createFile } from "./files.js";
import { toStoreError } from "./sqlite-errors.js";

/**
 * A consistent copy of the database in a new file, complete or absent.
 * @throws PerennialError `store.exists` if there is a file already.
 */
export function copyDatabase(connection: Connection, target: string): void {
  let created: boolean;
  try {
    created = createFile(target, (partial) => void connection.run("VACUUM INTO ?", partial));
  } catch (error) {
    throw toStoreError(error, target);
  }
  if (!created) throw new PerennialError("store.exists", { what: "file", id: target });
}
