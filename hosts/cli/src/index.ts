export { ExitCode } from "./exit-code.js";
export type { HostIo, InputStream, OutputStream } from "./host-io.js";
export { catalogue as cliCatalogue } from "./l10n/index.js";
export { run } from "./run.js";
export type { Bind } from "./run.js";
