import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "@perennial/store";
import type { OwnerPort } from "./owner-port.js";

/**
 * The process as an owner of leases. On Linux the host's name carries the PID namespace, so that a
 * container never judges the processes of another by numbers that mean nothing to it, and the start
 * time is the one the kernel keeps (proc(5), `/proc/pid/stat` field 22, after the boot's id).
 */
export class ProcessOwner implements OwnerPort {
  readonly self: Owner = {
    id: randomUUID(),
    host: thisHost(),
    pid: process.pid,
    startedAt: startOf(process.pid) ?? "unknown",
  };

  isGone(owner: Owner): boolean {
    if (owner.host !== this.self.host) return false;
    if (!isAlive(owner.pid)) return true;
    const started = startOf(owner.pid);
    return started !== undefined && owner.startedAt !== "unknown" && started !== owner.startedAt;
  }
}

function thisHost(): string {
  if (process.platform !== "linux") return hostname();
  const namespace = whenThere(() => readlinkSync("/proc/self/ns/pid"));
  return namespace === undefined ? hostname() : `${hostname()}/${namespace}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (hasCode(error, "EPERM")) return true;
    if (hasCode(error, "ESRCH")) return false;
    throw error;
  }
}

/** Undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  return whenThere(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces and parentheses itself.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}`;
  });
}

function whenThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].some((code) => hasCode(error, code))) {
      return undefined;
    }
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code;
}
