// A bundle imports every built-in module that any of its parts names, whether that part runs or not;
// `node:http` alone costs 50 ms. With this plugin a built-in is fetched when its part is.
import { builtinModules } from "node:module";

const builtins = new Set(builtinModules);

/** For `esbuild.build({ plugins: [lazyBuiltins] })`. */
export const lazyBuiltins = {
  name: "lazy-builtins",
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, kind }) => {
      const isBuiltin = path.startsWith("node:") || builtins.has(path);
      if (!isBuiltin || kind === "dynamic-import") return undefined;
      return { path: path.replace(/^(node:)?/, "node:"), namespace: "builtin" };
    });
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};
