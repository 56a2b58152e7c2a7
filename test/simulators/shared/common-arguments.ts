import { choice, instant, wholeNumber } from "./command-line.js";
import { defined } from "./json-input.js";
import type { SimulatorOptions } from "./simulator-options.js";

/** What every simulator's command line takes, for `parseArgs` of `node:util`. */
export const commonArguments = {
  port: { type: "string" },
  out: { type: "string" },
  outbox: { type: "string" },
  clock: { type: "string" },
  auto: { type: "boolean" },
  "authority-keys": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Those of them that were given. */
export interface CommonValues {
  readonly port?: string | undefined;
  readonly out?: string | undefined;
  readonly outbox?: string | undefined;
  readonly clock?: string | undefined;
  readonly auto?: boolean | undefined;
  readonly "authority-keys"?: string | undefined;
  readonly json?: boolean | undefined;
  readonly help?: boolean | undefined;
}

/**
 * @param sites how many ports come before that of the control address.
 * @throws UsageError
 */
export function commonOptions(values: CommonValues, sites: number): SimulatorOptions {
  const { port, clock } = values;
  return {
    ...defined({
      port: port === undefined ? undefined : wholeNumber("--port", port, 65_535 - sites),
      out: values.out,
      outbox: values.outbox,
      now: clock === undefined ? undefined : instant(clock),
    }),
    authorityKeys: choice("--authority-keys", values["authority-keys"], ["ec", "rsa"] as const),
  };
}

/** Seconds of an option; 3 with `--auto`, else nothing. @throws UsageError */
export function seconds(
  option: string,
  text: string | undefined,
  { auto }: CommonValues,
): number | undefined {
  if (text !== undefined) return wholeNumber(option, text);
  return auto === true ? 3 : undefined;
}
