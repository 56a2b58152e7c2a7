import type { CommandDefinition } from "../../parse/definition.js";

export const profileShowDefinition: CommandDefinition = {
  name: "profile show",
  positionals: [{ name: "profile", required: true }],
  load: async () => (await import("./profile-show-command.js")).ProfileShowCommand,
};
