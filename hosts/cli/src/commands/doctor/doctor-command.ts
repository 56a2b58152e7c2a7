import { injectable } from "@perennial/api";
import { ExitCode } from "../../exit-code.js";
import type { Command, CommandResult } from "../../parse/definition.js";
@injectable()
export class DoctorCommand implements Command {
  run(): Promise<CommandResult> {
    return Promise.resolve({ exitCode: ExitCode.done, data: {} });
  }
}
