import type { CommandDefinition } from "../../parse/definition.js";

export const answerDefinition: CommandDefinition = {
  name: "answer",
  positionals: [
    { name: "renewal", required: true },
    { name: "key", required: true },
    { name: "value" },
  ],
  options: {
    file: { type: "string", value: "FILE", describe: "option.answer-file" },
    stdin: { type: "boolean" },
  },
  load: async () => (await import("./answer-command.js")).AnswerCommand,
};
