import { badSignature } from "./refusals.js";
import { Scratch } from "./scratch.js";
import { runTool } from "./system-tools.js";

/**
 * Asks poppler's `pdfsig` too: every signature has to be valid, the last one over the whole file. It
 * is not asked about trust, which OpenSSL has judged at the simulator's time.
 * @throws PortalError `document.signature-invalid`.
 */
export async function checkWithPdfsig(pdf: Buffer): Promise<void> {
  await using scratch = await Scratch.make();
  const file = await scratch.put("document.pdf", pdf);
  const { stdout } = await runTool("pdfsig", ["-nocert", file]);
  const reports = stdout.split(/^Signature #\d+:/m).slice(1);
  const allValid = reports.every((report) => report.includes("Signature is Valid."));
  const whole = reports.at(-1)?.includes("Total document signed") ?? false;
  if (!allValid || !whole) throw badSignature("pdfsig does not accept it.");
}
