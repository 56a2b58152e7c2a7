import { createRequire } from "node:module";
import type { ProbeAnswer, ProbeRequest } from "./pkcs11-probe.js";

// Required by name at run time: it is an optional dependency, its types may not be there.
const { PKCS11 } = createRequire(import.meta.url)("pkcs11js") as { PKCS11: new () => object };
const module = new PKCS11() as Record<
  string,
  ((...args: readonly unknown[]) => unknown) | undefined
>;

// What goes over the channel loses its class: bytes have to become a Buffer again for the binding.
function revived(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]));
  }
  return value;
}

async function answer({ id, method, args }: ProbeRequest): Promise<ProbeAnswer> {
  try {
    return { id, value: await module[method]?.(...args.map(revived)) };
  } catch (error) {
    const { message, code } = error as { message: string; code?: unknown };
    return { id, error: { message, ...(typeof code === "number" ? { code } : {}) } };
  }
}

process.on("message", (request: ProbeRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
