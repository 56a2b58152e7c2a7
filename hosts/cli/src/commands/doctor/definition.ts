import type { CommandDefinition } from "../../parse/definition.js";

export const doctorDefinition: CommandDefinition = {
  name: "doctor",
  load: async () => (await import("./doctor-command.js")).DoctorCommand,
};
