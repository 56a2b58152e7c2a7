import { parseArgs } from "node:util";
import { choice, orUsageError, shellPath } from "../shared/command-line.js";
import { commonArguments, commonOptions, seconds } from "../shared/common-arguments.js";
import { defined } from "../shared/json-input.js";
import { runSimulator } from "../shared/run-simulator.js";
import type { LuxtrustSimulatorOptions } from "./options.js";
import { startLuxtrustSimulator, type LuxtrustSimulator } from "./simulator.js";

export const usage = `npm run simulate -- luxtrust [options]

Simulates LuxTrust's order portal, SOFiE and the CSSF on 127.0.0.1 until Ctrl-C.

  --port N                 first of four ports: order, SOFiE, CSSF, control (0: any free ones)
  --out DIR                write the root certificates there (PEM)
  --outbox DIR             save the attachments of all mails there
  --clock INSTANT          stop the clock at an RFC 3339 instant (otherwise it runs)
  --auto                   approve orders and mail configurations by itself after 3 seconds
  --approve-after N        approve orders by itself after N seconds
  --configuration-after N  mail configurations by itself N seconds after the upload
  --office-hours           mail configurations in office hours only
  --mail english|french    which manual's mails are sent (english)
  --authority-keys ec|rsa  keys of the authorities (ec)
  --json                   print one line of JSON
  --help
`;

/** What the command line asks for. */
export interface Command {
  readonly options: LuxtrustSimulatorOptions;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const values = parseOptions(args);
  return {
    json: values.json === true,
    help: values.help === true,
    options: {
      ...commonOptions(values, 3),
      automatic: {
        ...defined({
          approveAfter: seconds("--approve-after", values["approve-after"], values),
          configurationAfter: seconds(
            "--configuration-after",
            values["configuration-after"],
            values,
          ),
        }),
        officeHours: values["office-hours"] === true,
      },
      mail: { form: choice("--mail", values.mail, ["english", "french"] as const) },
    },
  };
}

/** Runs the simulator as a program until SIGINT or SIGTERM. */
export function runCommand(command: Command): Promise<void> {
  const { json, options } = command;
  return runSimulator({
    name: "luxtrust",
    json,
    options,
    start: (voices) => startLuxtrustSimulator({ ...options, ...voices }),
    introduction: (simulator) => introduction(simulator, command),
  });
}

function introduction(simulator: LuxtrustSimulator, { options }: Command): string {
  const { orderUrl, sofieUrl, cssfUrl, controlUrl } = simulator.addresses;
  const lines = [
    "LuxTrust, SOFiE and CSSF, simulated. Nothing here is real.",
    "",
    `  Order portal  ${orderUrl}ssl-certificate`,
    `  SOFiE         ${sofieUrl}sofie/luxtrust`,
    `  CSSF          ${cssfUrl}certificates`,
    `  Control       ${controlUrl}state`,
    ...(options.out === undefined ? [] : [`  Roots         ${options.out}`]),
    ...(options.outbox === undefined ? [] : [`  Outbox        ${options.outbox}`]),
    "",
    "For a profile (perennial profile add, profile change), ready to copy:",
    ...settings(simulator, options.out),
    "",
    "Users (contract, connection; password for the site):",
    ...simulator.world.users
      .list()
      .map(
        (user) =>
          `  ${user.user}  ${user.contract}, ${user.connection}; ${
            user.connection === "connected" ? user.newPassword : user.envelopePassword
          }`,
      ),
    "",
    "Ctrl-C ends it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** What a profile needs to use the simulator, to be copied to a command line. */
export function settings(
  { addresses: { orderUrl, sofieUrl, cssfUrl } }: Pick<LuxtrustSimulator, "addresses">,
  out: string | undefined,
): readonly string[] {
  const origins = `  --set orderUrl=${orderUrl} --set sofieUrl=${sofieUrl} --set cssfUrl=${cssfUrl}`;
  if (out === undefined) {
    return [origins, "  (and caRoots, operatorRoots and portalRoots: start it with --out DIR)"];
  }
  const root = (field: string, file: string): string => `--set ${field}=${shellPath(out, file)}`;
  return [
    `${origins} \\`,
    `  ${root("caRoots", "ca-root.pem")} \\`,
    `  ${root("operatorRoots", "operator-root.pem")} \\`,
    `  ${root("portalRoots", "tls-root.pem")}`,
  ];
}

function parseOptions(args: readonly string[]) {
  return orUsageError(
    () =>
      parseArgs({
        args: [...args],
        options: {
          ...commonArguments,
          "approve-after": { type: "string" },
          "configuration-after": { type: "string" },
          "office-hours": { type: "boolean" },
          mail: { type: "string" },
        },
      }).values,
  );
}
