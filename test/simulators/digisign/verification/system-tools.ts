import { execFile } from "node:child_process";
import { MissingToolError } from "../../shared/missing-tool-error.js";

/** What a program of the system did. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Which programs of the system check what was sent. */
export interface SystemTools {
  /** poppler's `pdftotext` and `pdfsig`. Without them the text is read with pdf-lib. */
  readonly poppler: boolean;
}

const LARGEST_OUTPUT = 16 * 1024 * 1024;

/** @throws MissingToolError if OpenSSL is missing: without it no signature can be checked. */
export async function findTools(): Promise<SystemTools> {
  const [openssl, text, signatures] = await Promise.all([
    isThere("openssl", "version"),
    isThere("pdftotext", "-v"),
    isThere("pdfsig", "-v"),
  ]);
  if (!openssl)
    throw new MissingToolError(
      "The DigiSign simulator checks signatures with openssl, which this machine does not have. Please install OpenSSL 3.",
    );
  return { poppler: text && signatures };
}

/** Runs a program to its end. @throws Error if it cannot be started. */
export function runTool(program: string, args: readonly string[]): Promise<ToolResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ToolResult>();
  execFile(program, args, { maxBuffer: LARGEST_OUTPUT }, (error, stdout, stderr) => {
    if (error === null) resolve({ code: 0, stdout, stderr });
    else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
    else reject(error);
  });
  return promise;
}

async function isThere(program: string, argument: string): Promise<boolean> {
  try {
    return (await runTool(program, [argument])).code === 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
