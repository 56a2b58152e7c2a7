import type { CommandDefinition } from "../../parse/definition.js";

export const tokensDoctorDefinition: CommandDefinition = {
  name: "tokens doctor",
  load: async () => (await import("./tokens-doctor-command.js")).TokensDoctorCommand,
};
