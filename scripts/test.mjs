// The test command: formatting, lint and import direction, translations, then every suite.
// Its last line is `N passed, N failed, N skipped`.
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemTools } from "./lib/system-tools.mjs";
import { root } from "./lib/runtime.mjs";

const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

function check(name, script, args) {
  const result = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (result.status === 0) {
    totals.passed += 1;
    console.log(`  ✔ ${name}`);
  } else {
    totals.failed += 1;
    failures.push(name);
    console.log(`  ✘ ${name}\n${result.stdout ?? ""}${result.stderr ?? ""}`);
  }
}

console.log("\nSystem tools\n");
const tools = systemTools();
for (const line of tools.lines) console.log(`  ${line}`);
if (tools.missing.length > 0 && process.env.CI === "true") {
  totals.failed += 1;
  failures.push(`system tools that are missing: ${tools.missing.join(", ")}`);
}

if (only.length === 0) {
  console.log("\nStatic checks\n");
  check("every file is formatted", "node_modules/prettier/bin/prettier.cjs", [
    "--check",
    "--log-level",
    "warn",
    ".",
  ]);
  check("no lint finding, and imports point one way", "node_modules/oxlint/bin/oxlint", [
    "--deny-warnings",
  ]);
  check("every language has every text", "scripts/check-l10n.mjs", []);
  check("every command in the documentation exists", "scripts/check-docs.mjs", []);
}

const scratch = mkdtempSync(join(tmpdir(), "perennial-test-"));
const report = join(scratch, "report.json");
const patterns =
  only.length > 0
    ? only
    : [
        "core/*/dist/**/*.test.js",
        "plugins/*/dist/tsc/**/*.test.js",
        "hosts/*/dist/**/*.test.js",
        "test/dist/**/*.test.js",
      ];
const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }));
if (files.length === 0) {
  totals.failed += 1;
  failures.push("no test files were found");
} else {
  const mocha = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/mocha/bin/mocha.js"),
      "--reporter",
      join(root, "scripts/lib/reporter.cjs"),
      "--forbid-only",
      "--timeout",
      "120000",
      "--exit",
      ...files.sort(),
    ],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PERENNIAL_TEST_REPORT: report },
    },
  );
  try {
    const counts = JSON.parse(readFileSync(report, "utf8"));
    totals.passed += counts.passed;
    totals.failed += counts.failed;
    totals.skipped += counts.skipped.length;
    failures.push(...counts.failures);
    for (const name of counts.skipped) console.log(`skipped: ${name}`);
    if (process.env.CI === "true" && counts.skipped.length > 0) {
      totals.failed += 1;
      failures.push("under CI nothing may be skipped");
    }
  } catch (error) {
    totals.failed += 1;
    failures.push(`the suites did not run to their end (status ${mocha.status}, ${error.message})`);
  }
}
rmSync(scratch, { recursive: true, force: true });

for (const name of failures) console.log(`failed: ${name}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
