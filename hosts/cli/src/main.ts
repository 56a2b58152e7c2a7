import { ExitCode } from "./exit-code.js";
import { run } from "./run.js";

const stop = new AbortController();

/** The first signal ends the command in good order, the second at once: the journal allows both. */
function onSignal(): void {
  if (stop.signal.aborted) process.exit(ExitCode.interrupted);
  stop.abort();
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
// A closed pipe or terminal: nobody reads any more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => stop.abort());
}

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  interrupt: stop.signal,
});
