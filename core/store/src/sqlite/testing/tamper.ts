import { DatabaseSync } from "node:sqlite";

/** Changes a closed journal behind its back, its triggers off, as somebody with the file could. */
export function tamper(path: string, statements: string): void {
  const database = new DatabaseSync(path);
  try {
    const triggers = database
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
      .all()
      .map((row) => ({ name: String(row["name"]), sql: String(row["sql"]) }));
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
    database.exec(statements);
    for (const { sql } of triggers) database.exec(sql);
  } finally {
    database.close();
  }
}
