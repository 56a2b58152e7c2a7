/**
 * Loaded into a host's process before anything else (`node --import`). Ends it by SIGKILL at the
 * commit of the journal that `PERENNIAL_KILL_AT` names, `before:N` or `after:N`, counted from 1;
 * `count` writes the number of commits to the file `PERENNIAL_KILL_COUNT` when the process ends.
 */
import { writeFileSync } from "node:fs";
import { DatabaseSync, type StatementResultingChanges, type StatementSync } from "node:sqlite";

const [when, number] = (process.env["PERENNIAL_KILL_AT"] ?? "").split(":");
const at = Number(number);
let commits = 0;
let writing = false;

function dieIf(moment: string): void {
  if (when === moment && commits === at) process.kill(process.pid, "SIGKILL");
}

const prepare = DatabaseSync.prototype.prepare;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  const statement = prepare.call(this, sql);
  if (!/^(BEGIN|COMMIT)/.test(sql)) return statement;
  // The store runs these without parameters. Transactions that only read begin with `BEGIN`.
  const run: () => StatementResultingChanges = statement.run.bind(statement);
  statement.run = () => {
    if (sql !== "COMMIT") {
      writing = sql === "BEGIN IMMEDIATE";
      return run();
    }
    if (!writing) return run();
    commits += 1;
    dieIf("before");
    const result = run();
    dieIf("after");
    return result;
  };
  return statement;
};

const countFile = process.env["PERENNIAL_KILL_COUNT"];
if (countFile !== undefined) {
  process.on("exit", () => writeFileSync(countFile, String(commits)));
}
