import * as digisign from "./digisign/command.js";
import { MissingToolError } from "./digisign/verification/system-tools.js";
import * as luxtrust from "./luxtrust/command.js";
import { UsageError } from "./shared/command-line.js";

const usages = `${luxtrust.usage}\n${digisign.usage}`;
const [name, ...args] = process.argv.slice(2);

async function simulate(): Promise<void> {
  switch (name) {
    case "--help":
    case "-h":
      process.stdout.write(`There are two simulators: luxtrust, digisign\n\n${usages}`);
      return;
    case "luxtrust": {
      const command = luxtrust.parseCommand(args);
      if (command.help) process.stdout.write(luxtrust.usage);
      else await luxtrust.runCommand(command);
      return;
    }
    case "digisign": {
      const command = digisign.parseCommand(args);
      if (command.help) process.stdout.write(digisign.usage);
      else await digisign.runCommand(command);
      return;
    }
    default:
      throw new UsageError("Which simulator? There are two: luxtrust, digisign");
  }
}

/** The usage that helps: of the simulator that was named, else of both. */
function usage(): string {
  if (name === "luxtrust") return luxtrust.usage;
  return name === "digisign" ? digisign.usage : usages;
}

try {
  await simulate();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage()}`);
    process.exitCode = 2;
  } else if (error instanceof MissingToolError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
