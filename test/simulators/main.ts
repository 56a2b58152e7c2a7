import * as certum from "./certum/command.js";
import * as digisign from "./digisign/command.js";
import { MissingToolError } from "./digisign/verification/system-tools.js";
import * as luxtrust from "./luxtrust/command.js";
import { UsageError } from "./shared/command-line.js";

/** A simulator that can be named. */
interface Program {
  readonly usage: string;
  /** @throws UsageError */
  run(args: readonly string[]): Promise<void>;
}

function program<C extends { readonly help: boolean }>({
  usage,
  parseCommand,
  runCommand,
}: {
  readonly usage: string;
  readonly parseCommand: (args: readonly string[]) => C;
  readonly runCommand: (command: C) => Promise<void>;
}): Program {
  return {
    usage,
    run: async (args) => {
      const command = parseCommand(args);
      if (command.help) process.stdout.write(usage);
      else await runCommand(command);
    },
  };
}

const programs: ReadonlyMap<string, Program> = new Map([
  ["luxtrust", program(luxtrust)],
  ["digisign", program(digisign)],
  ["certum", program(certum)],
]);
const names = [...programs.keys()].join(", ");
const usages = [...programs.values()].map(({ usage }) => usage).join("\n");
const [name = "", ...args] = process.argv.slice(2);
const named = programs.get(name);

try {
  if (named !== undefined) await named.run(args);
  else if (name === "--help" || name === "-h")
    process.stdout.write(`There are these simulators: ${names}\n\n${usages}`);
  else throw new UsageError(`Which simulator? There are these: ${names}`);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${named?.usage ?? usages}`);
    process.exitCode = 2;
  } else if (error instanceof MissingToolError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
