// Compiles everything, bundles the command line and each plugin into one file each.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, existsSync, renameSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lazyBuiltins } from "../hosts/cli/build/lazy-builtins.mjs";
import { root } from "./lib/runtime.mjs";

const tsc = join(root, "node_modules/typescript/bin/tsc");
const compiled = spawnSync(process.execPath, [tsc, "-b"], { cwd: root, stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

// CommonJS packages inside an ES module bundle ask for `require`.
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Writes beside and renames, so that a running command never reads half a bundle. */
async function bundle(entry, outfile, options = {}) {
  mkdirSync(dirname(outfile), { recursive: true });
  const temporary = outfile.replace(/(\.m?js)$/, `.${process.pid}$1`);
  const { warnings } = await build({
    entryPoints: [entry],
    outfile: temporary,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node26",
    minify: false,
    legalComments: "external",
    logLevel: "warning",
    ...options,
  });
  if (warnings.length > 0) process.exitCode = 1;
  renameSync(temporary, outfile);
  const legal = `${temporary}.LEGAL.txt`;
  if (existsSync(legal)) renameSync(legal, `${outfile}.LEGAL.txt`);
}

/** What few runs need and weighs much lies in a file beside the bundle, loaded when it is asked for. */
function beside(names) {
  return {
    name: "beside",
    setup({ onResolve }) {
      const filter = new RegExp(`^(${names.join("|")})$`);
      onResolve({ filter }, ({ path }) => ({ path: `./${path}.mjs`, external: true }));
    },
  };
}

const cli = join(root, "hosts/cli/dist");
/** Calendars, and the drawing of a visible signature. */
const asides = { "date-holidays": "date-holidays", "pdf-lib": "pdf-lib/es/index.js" };
const smaller = { minifyWhitespace: true, minifySyntax: true };
await bundle(join(cli, "main.js"), join(cli, "cli/perennial.mjs"), {
  banner: { js: banner },
  external: ["@napi-rs/keyring"],
  plugins: [lazyBuiltins, beside(Object.keys(asides))],
  // Identifiers keep their names: a trace in the log is read by people.
  ...smaller,
});
for (const [name, entry] of Object.entries(asides)) {
  await bundle(fileURLToPath(import.meta.resolve(entry)), join(cli, `cli/${name}.mjs`), {
    banner: { js: banner },
    ...smaller,
  });
}
await bundle(
  join(root, "core/plugins/dist/runtime/plugin-process.js"),
  join(cli, "cli/plugin-process.mjs"),
  { banner: { js: banner }, plugins: [lazyBuiltins] },
);
await bundle(
  join(root, "core/hardware/dist/token/process/token-process.js"),
  join(cli, "cli/token-process.mjs"),
  // What talks to modules is compiled for the machine, and installed only where that could be done.
  { banner: { js: banner }, plugins: [lazyBuiltins], external: ["graphene-pk11", "pkcs11js"] },
);
for (const name of readdirSync(join(root, "plugins"))) {
  const folder = join(root, "plugins", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  await bundle(join(folder, "dist/tsc/index.js"), join(folder, manifest.main), {
    banner: { js: banner },
    external: ["@perennial/api"],
  });
}
