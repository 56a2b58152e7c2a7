import { parseArgs } from "node:util";

export const usage = `npm start -- [OPTIONS]

Renews a certificate for real against a simulator of SOFiE and LuxTrust on this machine, in a
throw-away home: notice, data, keys, request, order, mail, upload, configuration, proof, report,
backup.

  --interactive      ask each question instead of showing the answer it takes
  --contract KIND    business (default) or sort, which has two accounts: CRYPT and TRANSPORT
  --way WAY          portal (default: the forms are driven) or assisted (you act, --interactive)
  --lang LANGUAGE    en or fr
  --keep             leave the home when it is over
  --help             this text
`;

export interface DemoOptions {
  readonly interactive: boolean;
  readonly contract: "business" | "sort";
  readonly way: "portal" | "assisted";
  readonly language: string | undefined;
  readonly keep: boolean;
}

/** @returns the options, or what is wrong with them in words. */
export function readOptions(args: readonly string[]): DemoOptions | "help" | Error {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        interactive: { type: "boolean", default: false },
        contract: { type: "string", default: "business" },
        way: { type: "string", default: "portal" },
        lang: { type: "string" },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return "help";
    const { contract, way } = values;
    if (contract !== "business" && contract !== "sort") {
      return new Error(`--contract is business or sort, not ${contract}`);
    }
    if (way !== "portal" && way !== "assisted") {
      return new Error(`--way is portal or assisted, not ${way}`);
    }
    if (way === "assisted" && !values.interactive) {
      return new Error("--way assisted needs a person: add --interactive");
    }
    return {
      interactive: values.interactive,
      contract,
      way,
      language: values.lang,
      keep: values.keep,
    };
  } catch (error) {
    if (error instanceof TypeError) return error;
    throw error;
  }
}
