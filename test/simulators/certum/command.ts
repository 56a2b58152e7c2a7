import { parseArgs } from "node:util";
import { commonArguments, commonOptions, seconds } from "../shared/common-arguments.js";
import { orUsageError, shellPath, UsageError, wholeNumber } from "../shared/command-line.js";
import { defined } from "../shared/json-input.js";
import { runSimulator } from "../shared/run-simulator.js";
import { defaultCustomers, defaultOrders } from "./customers.js";
import type { CertumSimulatorOptions } from "./options.js";
import { defaultAccounts, defaultProducts } from "./partner/partner-options.js";
import { startCertumSimulator, type CertumSimulator } from "./simulator.js";

export const usage = `npm run simulate -- certum [options]

Simulates Certum's panel, its partner's interface, its operator and its certification authority on
127.0.0.1 until Ctrl-C.

  --port N                 first of two ports: site, control (0: any free ones)
  --out DIR                write the root certificates there (PEM)
  --outbox DIR             save the attachments of all mails there
  --clock INSTANT          stop the clock at an RFC 3339 instant (otherwise it runs)
  --auto                   verify data, follow the mailed link and issue after 3 seconds each
  --review-after N         verify data N seconds after they came
  --review-days N          verify data N days (1 to 7) after they came
  --confirm-after N        follow the mailed link after N seconds
  --issue-after N          issue N seconds after the request came
  --authority-keys ec|rsa  keys of the authorities (ec)
  --json                   print one line of JSON
  --help
`;

const DAY = 24 * 3600;

/** What the command line asks for. */
export interface Command {
  readonly options: CertumSimulatorOptions;
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
        reviewAfter:
          reviewDays(values["review-days"]) ??
          seconds("--review-after", values["review-after"], values),
        confirmAfter: seconds("--confirm-after", values["confirm-after"], values),
        issueAfter: seconds("--issue-after", values["issue-after"], values),
      }),
    },
  };
}

function reviewDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = wholeNumber("--review-days", text, 7);
  if (days < 1) throw new UsageError("--review-days takes a whole number from 1 to 7");
  return days * DAY;
}

/** Runs the simulator as a program until SIGINT or SIGTERM. */
export function runCommand(command: Command): Promise<void> {
  const { json, options } = command;
  return runSimulator({
    name: "certum",
    json,
    options,
    start: (voices) => startCertumSimulator({ ...options, ...voices }),
    introduction: (simulator) => introduction(simulator, command),
  });
}

function introduction(simulator: CertumSimulator, { options }: Command): string {
  const { portalUrl, partnerUrl, controlUrl } = simulator.addresses;
  const [customer] = defaultCustomers;
  const [order] = defaultOrders;
  const [account] = defaultAccounts;
  const lines = [
    "Certum, simulated. Nothing here is real.",
    "",
    `  Panel    ${portalUrl}panel/login   (${customer?.user} / ${customer?.password}, ${order?.number})`,
    `  Partner  ${partnerUrl}   (${account?.userName} / ${account?.password})`,
    `  Control  ${controlUrl}state`,
    ...(options.out === undefined ? [] : [`  Roots    ${options.out}`]),
    ...(options.outbox === undefined ? [] : [`  Outbox   ${options.outbox}`]),
    "",
    "For a profile (perennial profile add, profile change), ready to copy:",
    ...settings(simulator, options.out),
    "",
    "A certificate that is due, so that there is something to renew:",
    `  curl -s ${controlUrl}certificates --data '{ "notAfter": "${nextMonth(simulator)}" }' | jq -r .certificatePem > due.pem`,
    "  perennial profile add … --certificate main=due.pem",
    "",
    "Ctrl-C ends it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** An instant at which a certificate is due, 30 days from the simulator's now. */
function nextMonth({ clock }: CertumSimulator): string {
  return new Date(clock.now().getTime() + 30 * DAY * 1000).toISOString();
}

/** What a profile needs to use the simulator, to be copied to a command line. */
export function settings(
  { addresses: { portalUrl, partnerUrl } }: Pick<CertumSimulator, "addresses">,
  out: string | undefined,
): readonly string[] {
  const [customer] = defaultCustomers;
  const [account] = defaultAccounts;
  const panel = `  --set way=portal --set portalUrl=${portalUrl} --set portalUser=${customer?.user}`;
  const partner = [
    `  --set role=partner --set partnerUrl=${partnerUrl} --set partnerUser=${account?.userName} \\`,
    `  --set partnerCustomer=Przyklad --set productCode=${codeOf("new")} \\`,
    `  --set renewalProductCode=${codeOf("renewal")}`,
  ].join("\n");
  if (out === undefined)
    return [
      panel,
      "  or",
      partner,
      "  (and caRoots, portalRoots, partnerRoots: start it with --out DIR)",
    ];
  const [caRoots, tls] = [shellPath(out, "ca-root.pem"), shellPath(out, "tls-root.pem")];
  return [
    `${panel} \\`,
    `  --set caRoots=${caRoots} --set portalRoots=${tls}`,
    "  or",
    `${partner} \\`,
    `  --set caRoots=${caRoots} --set partnerRoots=${tls}`,
  ];
}

/** Code of the product for two years, for a new order or a renewal. */
function codeOf(kind: "new" | "renewal"): string {
  const product = defaultProducts.find(
    ({ days, renewal }) => days === 730 && renewal === (kind === "renewal"),
  );
  return product?.code ?? "";
}

function parseOptions(args: readonly string[]) {
  return orUsageError(
    () =>
      parseArgs({
        args: [...args],
        options: {
          ...commonArguments,
          "review-after": { type: "string" },
          "review-days": { type: "string" },
          "confirm-after": { type: "string" },
          "issue-after": { type: "string" },
        },
      }).values,
  );
}
