import { spawnSync } from "node:child_process";
import { withFiles } from "./openssl.js";

const present = spawnSync("pdfsig", ["-v"]).status === 0;

/**
 * A suite in which poppler's pdfsig has the last word. Without it, it is skipped, its name saying so;
 * on a build machine (`CI=true`) it fails.
 */
export function describeWithPdfsig(title: string, suite: (this: Mocha.Suite) => void): void {
  if (present) describe(title, suite);
  else if (process.env["CI"] === "true") {
    it(`${title}: needs the pdfsig binary of poppler`, () => {
      throw new Error("There is no pdfsig binary on this machine.");
    });
  } else describe.skip(`${title} (no pdfsig binary on this machine)`, suite);
}

/** One signature as pdfsig reports it. */
export interface PdfsigReport {
  readonly valid: boolean;
  readonly whole: boolean;
  readonly text: string;
}

/** What pdfsig says about each signature of a PDF; it looks for no trusted roots. */
export function pdfsig(pdf: Uint8Array): Promise<readonly PdfsigReport[]> {
  return withFiles({ "signed.pdf": pdf }, (path) => {
    const { stdout, stderr } = spawnSync("pdfsig", ["-nocert", path("signed.pdf")], {
      encoding: "utf8",
    });
    return stdout
      .split(/^Signature #\d+:/mu)
      .slice(1)
      .map((text) => ({
        valid: text.includes("Signature Validation: Signature is Valid."),
        whole: text.includes("Total document signed"),
        text: `${text}${stderr}`,
      }));
  });
}
