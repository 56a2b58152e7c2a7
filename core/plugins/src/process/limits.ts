/** What a plugin's process may take. Times in milliseconds. */
export interface PluginLimits {
  /** From the start of the process until its code is loaded. */
  readonly start: number;
  /** One run of a step, waiting for the outside included. */
  readonly step: number;
  /** Without a sign of life while the host owes it nothing. */
  readonly silence: number;
  readonly guard: number;
  /** Without a call, after which the process is ended. */
  readonly idle: number;
  /** MiB of JavaScript heap. */
  readonly heap: number;
  /** MiB of memory in all, buffers included; enforced where the system tells. */
  readonly memory: number;
  /** Bytes of one message. */
  readonly message: number;
  /** Messages in any second. */
  readonly messagesPerSecond: number;
  /** Bytes a minute that are kept of what one process prints and logs. */
  readonly output: number;
}

export const DEFAULT_LIMITS: PluginLimits = {
  start: 10_000,
  step: 600_000,
  silence: 120_000,
  guard: 10_000,
  idle: 30_000,
  heap: 256,
  memory: 768,
  message: 16 * 1024 * 1024,
  messagesPerSecond: 2_000,
  output: 64 * 1024,
};
