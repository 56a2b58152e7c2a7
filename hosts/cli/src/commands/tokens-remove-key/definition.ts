import type { CommandDefinition } from "../../parse/definition.js";

export const tokensRemoveKeyDefinition: CommandDefinition = {
  name: "tokens remove-key",
  positionals: [
    { name: "token", required: true },
    { name: "id", required: true, describe: "argument.token-key" },
  ],
  options: {
    replacement: { type: "string", value: "ID" },
    roots: { type: "string", multiple: true, value: "FILE", describe: "option.replacement-roots" },
    fingerprint: { type: "string", value: "SHA256" },
    yes: { type: "boolean", short: "y" },
  },
  load: async () => (await import("./tokens-remove-key-command.js")).TokensRemoveKeyCommand,
};
