import type { FileHandle } from "node:fs/promises";
import { copyOfSecret } from "./secret-bytes.js";

const page = 4_096;

/**
 * The content of a file. What the system makes up while it is read (/proc, /sys) says that it is empty
 * and may have no end, and a file may grow.
 * @throws an error with the code `EFBIG` if there is more than `largest` bytes; what was read is gone then.
 */
export async function readAtMost(file: FileHandle, largest: number): Promise<Buffer> {
  // Files of the system's are read in whole words.
  const content = Buffer.alloc(Math.ceil((largest + 1) / page) * page);
  let size = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(content, size, content.length - size);
      size += bytesRead;
      if (size > largest) throw Object.assign(new Error("too large"), { code: "EFBIG" });
      if (bytesRead === 0) return copyOfSecret(content.subarray(0, size));
    }
  } finally {
    content.fill(0);
  }
}
