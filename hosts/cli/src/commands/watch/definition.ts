import type { CommandDefinition } from "../../parse/definition.js";

export const watchDefinition: CommandDefinition = {
  name: "watch",
  options: {
    answers: { type: "string", value: "FILE" },
    every: { type: "string", value: "DURATION" },
  },
  load: async () => (await import("./watch-command.js")).WatchCommand,
};
