import { ExitCode } from "./exit-code.js";
import type { HostIo } from "./host-io.js";
import { LastResort } from "./report/last-resort.js";
import { run } from "./run.js";

const stop = new AbortController();
const argv = process.argv.slice(2);
const io: HostIo = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  interrupt: stop.signal,
  stop: () => stop.abort(),
};

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

const lastResort = new LastResort(argv, io);
/** Milliseconds that a reader has to take what was said last. */
const patience = 1_000;

async function onUncaught(thrown: unknown, origin: string): Promise<void> {
  const code = await lastResort.take(thrown, origin);
  if (code === undefined) return;
  const end = () => process.exit(code);
  setTimeout(end, patience);
  process.stdout.write("", () => process.stderr.write("", end));
}
process.on("uncaughtException", (error) => void onUncaught(error, "uncaught"));
process.on("unhandledRejection", (reason) => void onUncaught(reason, "unhandled-rejection"));

process.exitCode = await run(argv, io);
