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

/**
 * Libraries that few runs need and that weigh much lie in files beside the bundle, loaded when they
 * are asked for: calendars, the drawing of a visible signature, ASN.1 with CMS and requests, cookies.
 */
const asides = {
  "date-holidays": { entry: "date-holidays" },
  "pdf-lib": { entry: "pdf-lib/es/index.js" },
  asn1js: { entry: "asn1js" },
  // It takes and gives values of asn1js: one copy of their classes serves both.
  pkijs: { entry: "pkijs", imports: ["asn1js"] },
  "@peculiar/x509": { entry: "@peculiar/x509/build/x509.es.js" },
  "tough-cookie": { entry: "tough-cookie" },
};
const asideFile = (name) => `${name.replace(/^@/, "").replace("/", "-")}.mjs`;

/** Leaves these asides where they are; imported in any other way they would be loaded at each start. */
function beside(names, kind) {
  return {
    name: "beside",
    setup({ onResolve }) {
      const filter = new RegExp(`^(${names.join("|")})$`);
      onResolve({ filter }, ({ path, kind: found }) =>
        found === kind
          ? { path: `./${asideFile(path)}`, external: true }
          : {
              errors: [
                { text: `${path} lies beside the bundle and takes a ${kind} only, not a ${found}` },
              ],
            },
      );
    },
  };
}

const cli = join(root, "hosts/cli/dist");
const smaller = { minifyWhitespace: true, minifySyntax: true };
for (const [name, { entry, imports }] of Object.entries(asides)) {
  await bundle(fileURLToPath(import.meta.resolve(entry)), join(cli, "cli", asideFile(name)), {
    banner: { js: banner },
    plugins: imports === undefined ? [] : [beside(imports, "import-statement")],
    ...smaller,
  });
}
await bundle(join(cli, "main.js"), join(cli, "cli/perennial.mjs"), {
  banner: { js: banner },
  external: ["@napi-rs/keyring"],
  plugins: [lazyBuiltins, beside(Object.keys(asides), "dynamic-import")],
  // Identifiers keep their names: a trace in the log is read by people.
  ...smaller,
});
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
