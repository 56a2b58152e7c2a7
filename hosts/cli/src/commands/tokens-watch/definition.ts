import type { CommandDefinition } from "../../parse/definition.js";

export const tokensWatchDefinition: CommandDefinition = {
  name: "tokens watch",
  positionals: [{ name: "token" }],
  options: {
    for: {
      type: "string",
      value: "EVENT",
      choices: ["inserted", "removed", "reinserted"],
    },
    "wait-for": { type: "string", value: "DURATION", describe: "option.watch-wait-for" },
  },
  load: async () => (await import("./tokens-watch-command.js")).TokensWatchCommand,
};
