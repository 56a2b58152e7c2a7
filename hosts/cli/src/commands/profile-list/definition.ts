import type { CommandDefinition } from "../../parse/definition.js";

export const profileListDefinition: CommandDefinition = {
  name: "profile list",
  load: async () => (await import("./profile-list-command.js")).ProfileListCommand,
};
