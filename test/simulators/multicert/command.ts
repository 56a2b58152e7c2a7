import { parseArgs } from "node:util";
import { choice, orUsageError, shellPath } from "../shared/command-line.js";
import { commonArguments, commonOptions } from "../shared/common-arguments.js";
import { defined } from "../shared/json-input.js";
import { runSimulator } from "../shared/run-simulator.js";
import type { MulticertSimulatorOptions } from "./options.js";
import { presetNames } from "./presets.js";
import { startMulticertSimulator, type MulticertSimulator } from "./simulator.js";
import { authModes, codeSources, cscVersions, presences } from "./trust/trust-options.js";

export const usage = `npm run simulate -- multicert [options]

Simulates Sign'Stash's back office and a trust service with the CSC API on 127.0.0.1 until Ctrl-C.
One-time codes arrive in the mailbox only; it is printed unless --json is given.

  --port N                     first of three ports: back office, authority, control (0: any free ones)
  --preset multicert|other     which authority: Multicert's, or another one with other paths and modes
  --csc v1|v2                  offer this version of the CSC API only
  --auth-mode explicit|oauth2code|implicit   how credentials are authorized
  --pin true|false|optional    whether they have a PIN
  --otp true|false|optional    whether they have a one-time code
  --otp-source online|offline|challenge|confirmation   where it comes from
  --out DIR                    write the root certificates there (PEM)
  --outbox DIR                 save the attachments of all mails there (there are none)
  --clock INSTANT              stop the clock at an RFC 3339 instant (otherwise it runs)
  --auto                       mail Sign'Stash's daily notices
  --authority-keys ec|rsa      keys of the authorities (ec)
  --json                       print one line of JSON
  --help
`;

/** What the command line asks for. */
export interface Command {
  readonly options: MulticertSimulatorOptions;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const values = parseOptions(args);
  const chosen = <T extends string>(
    name: keyof typeof values & string,
    choices: readonly [T, ...T[]],
  ): T | undefined => {
    const value = values[name];
    return typeof value === "string" ? choice(`--${name}`, value, choices) : undefined;
  };
  const version = chosen("csc", cscVersions);
  return {
    json: values.json === true,
    help: values.help === true,
    options: {
      ...commonOptions(values, 2),
      automatic: { notices: values.auto === true },
      preset: choice("--preset", values.preset, presetNames),
      trust: version === undefined ? {} : { versions: [version] },
      credential: defined({
        authMode: chosen("auth-mode", authModes),
        pinPresence: chosen("pin", presences),
        otpPresence: chosen("otp", presences),
        otpSource: chosen("otp-source", codeSources),
      }),
    },
  };
}

/** Runs the simulator as a program until SIGINT or SIGTERM. */
export function runCommand(command: Command): Promise<void> {
  const { json, options } = command;
  return runSimulator({
    name: "multicert",
    json,
    options,
    start: (voices) => startMulticertSimulator({ ...options, ...voices }),
    introduction: (simulator) => introduction(simulator, command),
  });
}

function introduction(simulator: MulticertSimulator, { options }: Command): string {
  const { officeUrl, cscUrl, controlUrl } = simulator.addresses;
  const lines = [
    "Sign'Stash and a trust service, simulated. Nothing here is real.",
    "",
    `  Back office  ${officeUrl}api/`,
    `  CSC API      ${cscUrl}info`,
    `  Control      ${controlUrl}state`,
    ...(options.out === undefined ? [] : [`  Roots        ${options.out}`]),
    "",
    "For a profile, ready to copy (client exemplo, Client-Secret-1; account ana.sousa, Client1Ana):",
    ...settings(simulator, options.out),
    "",
    "The mailbox, where one-time codes arrive:",
    `  curl ${controlUrl}mails`,
    "",
    "Ctrl-C ends it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** What a profile needs to use the simulator, to be copied to a command line. */
export function settings(
  { addresses: { officeUrl, cscUrl } }: Pick<MulticertSimulator, "addresses">,
  out: string | undefined,
): readonly string[] {
  const addresses = `  --set officeUrl=${officeUrl} --set cscUrl=${cscUrl}`;
  if (out === undefined) return [addresses, "  (and roots: start it with --out DIR)"];
  return [`${addresses} \\`, `  --set roots=${shellPath(out, "tls-root.pem")}`];
}

function parseOptions(args: readonly string[]) {
  return orUsageError(
    () =>
      parseArgs({
        args: [...args],
        options: {
          ...commonArguments,
          preset: { type: "string" },
          csc: { type: "string" },
          "auth-mode": { type: "string" },
          pin: { type: "string" },
          otp: { type: "string" },
          "otp-source": { type: "string" },
        },
      }).values,
  );
}
