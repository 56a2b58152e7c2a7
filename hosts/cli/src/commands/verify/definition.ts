import type { CommandDefinition } from "../../parse/definition.js";

export const verifyDefinition: CommandDefinition = {
  name: "verify",
  positionals: [
    { name: "files", required: true, variadic: true, describe: "argument.signed-files" },
  ],
  options: {
    content: { type: "string", value: "FILE" },
    roots: { type: "string", multiple: true, value: "FILE" },
    "at-signing-time": { type: "boolean" },
  },
  load: async () => (await import("./verify-command.js")).VerifyCommand,
};
