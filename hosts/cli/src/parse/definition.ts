import type { InjectionToken } from "tsyringe";
import type { JsonObject } from "@perennial/api";
import type { ExitCode } from "../exit-code.js";
import type { Arguments } from "./arguments.js";

/** An option. Its description is the message `option.<name>`, or the one named. */
export interface OptionDefinition {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** One letter. */
  readonly short?: string;
  /** Message key; default `option.<name>`. */
  readonly describe?: string;
  /** What stands for the value in the help, for example `FILE`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Shown as `--no-<name>`; it is true unless that is given. */
  readonly negated?: boolean;
}

export interface PositionalDefinition {
  readonly name: string;
  readonly required?: boolean;
  /** Takes all that follow; only the last one can. */
  readonly variadic?: boolean;
  readonly choices?: readonly string[];
  /** Message key; default `argument.<name>`. */
  readonly describe?: string;
}

/** How a command ended, and what `--json` shows. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly data: JsonObject;
}

/** A command's work. */
export interface Command {
  run(args: Arguments): Promise<CommandResult>;
}

/**
 * What a command is called and takes. Its folder holds this apart from its work, so that help and
 * parsing load no work.
 */
export interface CommandDefinition {
  /** Words, for example `profile add`. */
  readonly name: string;
  readonly positionals?: readonly PositionalDefinition[];
  readonly options?: { readonly [name: string]: OptionDefinition };
  /** Message keys of examples: the command line is `example.<name>.<n>`. */
  readonly load: () => Promise<InjectionToken<Command>>;
}
