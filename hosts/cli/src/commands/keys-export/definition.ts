import type { CommandDefinition } from "../../parse/definition.js";

export const keysExportDefinition: CommandDefinition = {
  name: "keys export",
  positionals: [{ name: "key", required: true, describe: "argument.key-pair" }],
  options: {
    out: { type: "string", value: "FILE" },
    "password-file": { type: "string", value: "FILE" },
    yes: { type: "boolean", short: "y" },
  },
  load: async () => (await import("./keys-export-command.js")).KeysExportCommand,
};
