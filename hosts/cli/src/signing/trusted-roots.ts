import { resolve } from "node:path";
import { readCertificateFile } from "./read-certificate-file.js";

/** Stands for the roots that Node carries. */
export const systemRoots = "system";

/**
 * The certificates of `--roots`, as the library takes them: of files, or {@link systemRoots}.
 * @throws PerennialError as {@link readCertificateFile}.
 */
export async function trustedRoots(
  given: readonly string[],
  cwd: string,
): Promise<readonly string[]> {
  const read = async (one: string) =>
    one === systemRoots
      ? [one]
      : (await readCertificateFile(resolve(cwd, one))).map(({ der }) => der);
  return (await Promise.all(given.map(read))).flat();
}
