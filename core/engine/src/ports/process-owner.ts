import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "@perennial/store";
import type { OwnerPort } from "./owner-port.js";

/**
 * The process as an owner of leases. On Linux the host's name carries the PID namespace, so that a
 * container never judges the processes of another by numbers that mean nothing to it, and the start
 * time is the one the kernel keeps (proc(5), `/proc/pid/stat` field 22, after the boot's id). A
 * process that ended and whose parent has not asked for its exit status (a zombie) is gone.
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
    if (!isAlive(owner.pid) || isZombie(owner.pid)) return true;
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
  const ticks = statOf(pid)?.[19];
  if (ticks === undefined) return undefined;
  return whenThere(
    () => `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}`,
  );
}

/**
 * A signal can still be sent to a zombie, so that signal 0 does not tell. Its first thread may have
 * ended while others still write: only when it has no other is it gone (proc(5), fields 3 and 20).
 */
function isZombie(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && /^[ZX]$/i.test(stat[0] ?? "") && Number(stat[17]) <= 1;
}

/** The fields of `/proc/pid/stat` from the third on; undefined where the system does not tell. */
function statOf(pid: number): readonly string[] | undefined {
  if (process.platform !== "linux") return undefined;
  return whenThere(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces and parentheses itself.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
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
