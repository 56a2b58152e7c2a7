import { UsageError } from "./shared/command-line.js";
import { MissingToolError } from "./shared/missing-tool-error.js";

/** A simulator that can be named. */
interface Program {
  readonly usage: string;
  /** @throws UsageError */
  run(args: readonly string[]): Promise<void>;
}

/** Each is loaded only when it is asked for: none of them has to wait for the others. */
const programs: Readonly<Record<string, () => Promise<Program>>> = {
  luxtrust: async () => program(await import("./luxtrust/command.js")),
  digisign: async () => program(await import("./digisign/command.js")),
  certum: async () => program(await import("./certum/command.js")),
  multicert: async () => program(await import("./multicert/command.js")),
};

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

async function usages(): Promise<string> {
  const all = await Promise.all(Object.values(programs).map((load) => load()));
  return all.map(({ usage }) => usage).join("\n");
}

const [name = "", ...args] = process.argv.slice(2);
const named = Object.hasOwn(programs, name) ? await programs[name]?.() : undefined;
const names = Object.keys(programs).join(", ");

try {
  if (named !== undefined) await named.run(args);
  else if (name === "--help" || name === "-h")
    process.stdout.write(`There are these simulators: ${names}\n\n${await usages()}`);
  else throw new UsageError(`Which simulator? There are these: ${names}`);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${named?.usage ?? (await usages())}`);
    process.exitCode = 2;
  } else if (error instanceof MissingToolError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
