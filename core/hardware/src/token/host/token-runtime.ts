import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a token's process is started with. */
export interface TokenRuntime {
  /** Node 26. */
  readonly execPath: string;
  /** The entry: the bundled `token-process.mjs`, or the compiled `process/token-process.js`. */
  readonly entry: string;
  /** The environment for modules: vendors' ones find their configuration by it. */
  readonly env: NodeJS.ProcessEnv;
}

/** The runtime as `tsc` leaves it; `env` is the host's own, of which modules get {@link moduleEnvironment}. */
export function compiledTokenRuntime(execPath: string, env: NodeJS.ProcessEnv): TokenRuntime {
  const here = dirname(fileURLToPath(import.meta.url));
  const entry = join(dirname(here), "process", "token-process.js");
  return { execPath, entry, env: moduleEnvironment(env) };
}

/** The runtime that ships as one file. */
export function bundledTokenRuntime(
  execPath: string,
  entry: string,
  env: NodeJS.ProcessEnv,
): TokenRuntime {
  return { execPath, entry, env: moduleEnvironment(env) };
}

/** A host's environment without what is no business of a vendor's module. */
function moduleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hidden = /^(?:PERENNIAL_|NODE_|CREDENTIALS_DIRECTORY$)/iu;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.test(name)));
}
