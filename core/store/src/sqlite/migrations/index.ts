import { firstSchema } from "./0001-first-schema.js";
import { findDueRenewals } from "./0002-find-due-renewals.js";
import type { Migration } from "./migration.js";

export type { Migration } from "./migration.js";

/** All migrations, in order; the first makes a new database. */
export const migrations: readonly Migration[] = [firstSchema, findDueRenewals];
