import { readFileSync } from "node:fs";

const INTERVAL = 250;
const PAGE = 4_096;

/**
 * Watches the resident memory of a child, because V8's heap limit does not count buffers. Linux
 * tells it in `/proc`; elsewhere only the heap limit holds.
 */
export class MemoryWatch {
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(pid: number | undefined, limit: number, exceeded: () => void) {
    if (process.platform !== "linux" || pid === undefined) return;
    this.#timer = setInterval(() => {
      const bytes = residentBytes(pid);
      if (bytes !== undefined && bytes > limit * 1024 * 1024) exceeded();
    }, INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** proc(5), `statm`: the second number is resident pages. Undefined for a process that is gone. */
function residentBytes(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
