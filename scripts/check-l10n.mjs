// Every catalogue has the same keys and arguments in every language; every error code has its text.
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root } from "./lib/runtime.mjs";
import { checkCatalogues } from "../core/l10n/dist/index.js";

let findings = 0;
function report(text) {
  findings += 1;
  console.log(text);
}

const folders = new Set(
  globSync(["core/*/src/l10n/en.json", "hosts/*/src/l10n/en.json", "plugins/*/l10n/en.json"], {
    cwd: root,
  }).map((file) => dirname(file)),
);
const keys = new Map();
for (const folder of folders) {
  const languages = Object.fromEntries(
    globSync("*.json", { cwd: join(root, folder) }).map((file) => [
      basename(file, ".json"),
      JSON.parse(readFileSync(join(root, folder, file), "utf8")),
    ]),
  );
  for (const finding of await checkCatalogues(languages))
    report(`${folder}: ${JSON.stringify(finding)}`);
  if (languages.fr === undefined) report(`${folder}: there is no fr.json`);
  keys.set(folder, new Set(Object.keys(languages.en)));
}

/** What only tests use; nobody ever reads its errors. */
const forTests = /\.test\.ts$|\/test-support\.ts$|\/(?:testing|test-support|contract)\//;
const all = new Set([...keys.values()].flatMap((set) => [...set]));
for (const file of globSync("{core,plugins,hosts}/*/src/**/*.ts", { cwd: root })) {
  if (forTests.test(file.replaceAll("\\", "/"))) continue;
  const text = readFileSync(join(root, file), "utf8");
  for (const [, code] of text.matchAll(/new PerennialError\(\s*"([^"]+)"/g)) {
    for (const key of [`error.${code}`, `error.${code}.next`]) {
      if (!all.has(key)) report(`${file}: there is no text ${key}`);
    }
  }
}
process.exit(findings === 0 ? 0 : 1);
