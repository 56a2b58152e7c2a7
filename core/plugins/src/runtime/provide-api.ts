import * as api from "@perennial/api";
import { registerHooks } from "node:module";

const URL_OF_API = "perennial:api";

/**
 * Serves `@perennial/api` to the plugin as the very module instance this process uses, so that
 * tokens, decorators and the injection metadata are shared. A plugin never bundles its own copy.
 */
export function provideApi(): void {
  Object.defineProperty(globalThis, Symbol.for("perennial.api"), { value: api });
  const names = Object.keys(api).join(", ");
  const source = `export const { ${names} } = globalThis[Symbol.for("perennial.api")];\n`;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      return specifier === "@perennial/api"
        ? { url: URL_OF_API, format: "module", shortCircuit: true }
        : nextResolve(specifier, context);
    },
    load(url, context, nextLoad) {
      return url === URL_OF_API
        ? { format: "module", source, shortCircuit: true }
        : nextLoad(url, context);
    },
  });
}
