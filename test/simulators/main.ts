import { parseCommand, runCommand, usage, UsageError } from "./luxtrust/command.js";

const [name, ...args] = process.argv.slice(2);

try {
  if (name === "--help" || name === "-h") {
    process.stdout.write(`There is one simulator: luxtrust\n\n${usage}`);
    process.exit(0);
  }
  if (name !== "luxtrust") throw new UsageError("Which simulator? There is one: luxtrust");
  const command = parseCommand(args);
  if (command.help) process.stdout.write(usage);
  else await runCommand(command);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
