import { parseArgs } from "node:util";
import { orUsageError, shellPath } from "../shared/command-line.js";
import { commonArguments, commonOptions, seconds } from "../shared/common-arguments.js";
import { defined } from "../shared/json-input.js";
import { runSimulator } from "../shared/run-simulator.js";
import type { DigisignSimulatorOptions } from "./options.js";
import { startDigisignSimulator, type DigisignSimulator } from "./simulator.js";

export const usage = `npm run simulate -- digisign [options]

Simulates DigiSign's portal, its operators and its certification authority on 127.0.0.1 until Ctrl-C.
It needs OpenSSL; with poppler (pdftotext, pdfsig) it looks at documents more closely.

  --port N                 first of two ports: portal, control (0: any free ones)
  --out DIR                write the root certificates there (PEM)
  --outbox DIR             save the attachments of all mails there
  --clock INSTANT          stop the clock at an RFC 3339 instant (otherwise it runs)
  --auto                   pay 3 seconds after the order, approve 3 seconds after the last document
  --pay-after N            pay N seconds after the order
  --approve-after N        approve N seconds after payment and last document
  --short-notice           grant the manual's exception for certificates that end within 5 days
  --authority-keys ec|rsa  keys of the authorities (ec)
  --json                   print one line of JSON
  --help
`;

/** What the command line asks for. */
export interface Command {
  readonly options: DigisignSimulatorOptions;
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
      ...commonOptions(values, 1),
      automatic: defined({
        payAfter: seconds("--pay-after", values["pay-after"], values),
        approveAfter: seconds("--approve-after", values["approve-after"], values),
      }),
      thresholds: { shortNotice: values["short-notice"] === true },
    },
  };
}

/** Runs the simulator as a program until SIGINT or SIGTERM. */
export function runCommand(command: Command): Promise<void> {
  const { json, options } = command;
  return runSimulator({
    name: "digisign",
    json,
    options,
    start: (voices) => startDigisignSimulator({ ...options, ...voices }),
    introduction: (simulator) => introduction(simulator, command),
  });
}

function introduction(simulator: DigisignSimulator, { options }: Command): string {
  const { portalUrl, controlUrl } = simulator.addresses;
  const lines = [
    "DigiSign, simulated. Nothing here is real.",
    "",
    `  Portal   ${portalUrl}portal/renewal`,
    `  Control  ${controlUrl}state`,
    ...(options.out === undefined ? [] : [`  Roots    ${options.out}`]),
    ...(options.outbox === undefined ? [] : [`  Outbox   ${options.outbox}`]),
    "",
    "For a profile (perennial profile add, profile change), ready to copy:",
    ...settings(simulator, options.out),
    "",
    "The certificate of a token, so that there is something to renew:",
    `  curl ${controlUrl}certificates --data '{ "notAfter": "…", "publicKey": "<PEM>" }'`,
    "",
    "Ctrl-C ends it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** What a profile needs to use the simulator, to be copied to a command line. */
export function settings(
  { addresses: { portalUrl } }: Pick<DigisignSimulator, "addresses">,
  out: string | undefined,
): readonly string[] {
  const origin = `  --set way=portal --set portalUrl=${portalUrl}`;
  if (out === undefined) return [origin, "  (and caRoots, portalRoots: start it with --out DIR)"];
  return [
    `${origin} \\`,
    `  --set caRoots=${shellPath(out, "ca-root.pem")} \\`,
    `  --set portalRoots=${shellPath(out, "tls-root.pem")}`,
  ];
}

function parseOptions(args: readonly string[]) {
  return orUsageError(
    () =>
      parseArgs({
        args: [...args],
        options: {
          ...commonArguments,
          "pay-after": { type: "string" },
          "approve-after": { type: "string" },
          "short-notice": { type: "boolean" },
        },
      }).values,
  );
}
