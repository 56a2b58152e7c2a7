import type { ClockPort } from "@perennial/engine";

/** Standard input; a terminal has `isTTY` and `setRawMode`. */
export type InputStream = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
};
/** Standard output or error; a terminal has `isTTY` and `columns`. */
export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** The surroundings of one run. Nothing else of the process is looked at. */
export interface HostIo {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly clock?: ClockPort;
  /** Aborted by Ctrl-C, a closed terminal or a signal. */
  readonly interrupt?: AbortSignal;
  /** Aborts {@link interrupt}: Ctrl-C at a prompt that reads single keys is no signal. */
  readonly stop?: () => void;
  /** Default: the process's own. */
  readonly platform?: NodeJS.Platform;
}
