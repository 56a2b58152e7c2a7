// Every `npm run …` and every `perennial …` command in the documentation exists.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { root } from "./lib/runtime.mjs";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const help = spawnSync(
  process.execPath,
  [join(root, "hosts/cli/bin/perennial.js"), "--help", "--lang", "en"],
  {
    encoding: "utf8",
  },
);
const commands = new Set(
  [...help.stdout.matchAll(/^ {2}perennial (\w+)/gm)].map((match) => match[1]),
);
let findings = 0;
if (commands.size < 10) {
  findings += 1;
  console.log(
    `perennial --help lists only ${commands.size} commands:\n${help.stdout}${help.stderr}`,
  );
}
for (const file of globSync(["*.md", "docs/**/*.md", "plugins/*/README.md", "test/**/README.md"], {
  cwd: root,
})) {
  if (file.includes("node_modules")) continue;
  const text = readFileSync(join(root, file), "utf8");
  const code = [...text.matchAll(/```(?:sh|console|bash)\n([\s\S]*?)```/g)]
    .map((match) => match[1])
    .join("\n");
  for (const [, name] of code.matchAll(/npm run (?:-s )?([\w:]+)/g)) {
    if (scripts[name] === undefined) {
      findings += 1;
      console.log(`${file}: there is no npm script ${name}`);
    }
  }
  for (const [, name] of code.matchAll(/(?:^|\n|&& |\$ |-- )perennial (\w+)/g)) {
    if (!commands.has(name)) {
      findings += 1;
      console.log(`${file}: perennial --help does not list ${name}`);
    }
  }
  for (const [, target] of text.matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
    if (globSync(join(file, "..", target), { cwd: root }).length === 0) {
      findings += 1;
      console.log(`${file}: the link ${target} leads nowhere`);
    }
  }
}
process.exit(findings === 0 ? 0 : 1);
