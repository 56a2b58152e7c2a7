import { closeSync, constants, fstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import { systemCode } from "./file-errors.js";

/** How much of a pipe is read, and for how long. */
export interface PipeLimits {
  /** Bytes. */
  readonly largest: number;
  /** Milliseconds: whoever writes it may have to ask a person. */
  readonly patience?: number;
}

const usual = 120_000;

/** The number in `/dev/fd/N`, as a shell writes for `<(…)`, and in `/proc/self/fd/N`. */
export function descriptorIn(path: string): number | undefined {
  if (path === "/dev/stdin") return 0;
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d{1,7})$/u.exec(path) ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * Whether this process itself can write into the pipe that it was told to read: it is one of the
 * runtime’s own, or its standard output, and nobody handed it over. It would not end either.
 */
export function isOwnPipe(descriptor: number): boolean {
  if (process.platform !== "linux") return false;
  const folder = "/proc/self/fd";
  const pipe = ifOpen(() => readlinkSync(`${folder}/${descriptor}`));
  if (pipe === undefined) return false;
  return readdirSync(folder).some((other) => {
    if (ifOpen(() => readlinkSync(`${folder}/${other}`)) !== pipe) return false;
    const about = ifOpen(() => readFileSync(`/proc/self/fdinfo/${other}`, "utf8")) ?? "";
    const flags = Number.parseInt(/^flags:\s*([0-7]+)$/mu.exec(about)?.[1] ?? "0", 8);
    return (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
  });
}

/** @returns undefined for a descriptor that is closed meanwhile. */
function ifOpen(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Reads a pipe that was handed over as an open file descriptor, until it is closed at its other end.
 * Nobody else can have put it there; it can be read once. The descriptor is closed.
 * @returns undefined if the path names no such descriptor, or one of something else than a pipe.
 * @throws PerennialError `files.handed-over-too-large`, `files.handed-over-too-slow`.
 */
export async function readHandedOver(
  path: string,
  { largest, patience = usual }: PipeLimits,
): Promise<Buffer | undefined> {
  const descriptor = descriptorIn(path);
  if (descriptor === undefined || !isPipe(descriptor)) return undefined;
  const seconds = patience / 1_000;
  const tooSlow = AbortSignal.timeout(patience);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of piecesOf(descriptor, tooSlow)) {
      pieces.push(piece);
      size += piece.length;
      if (size > largest) {
        throw new PerennialError("files.handed-over-too-large", { path, max: largest });
      }
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (!tooSlow.aborted) throw error;
    throw new PerennialError("files.handed-over-too-slow", { path, seconds }, { cause: error });
  } finally {
    for (const piece of pieces) piece.fill(0);
  }
}

/** What comes until its other end is closed. Closes the descriptor. */
async function* piecesOf(descriptor: number, tooSlow: AbortSignal): AsyncGenerator<Buffer> {
  if (process.platform !== "linux") {
    const pipe = new Socket({ fd: descriptor, readable: true, writable: false, signal: tooSlow });
    yield* pipe as AsyncIterable<Buffer>;
    return;
  }
  // Linux does not wake who opens a pipe after its writer is gone (fs/pipe.c); reading does tell. What
  // is opened is another description, so that a reading that waits need not hold a thread.
  const nonBlocking = constants.O_RDONLY | constants.O_NONBLOCK;
  await using pipe = await open(`/proc/self/fd/${descriptor}`, nonBlocking);
  closeSync(descriptor);
  for (;;) {
    const piece = Buffer.alloc(4_096);
    const length = await readNow(pipe, piece);
    if (length === 0) return;
    if (length === undefined) await pause(pollInterval, undefined, { signal: tooSlow });
    else yield piece.subarray(0, length);
  }
}

/** Milliseconds. */
const pollInterval = 20;

/** @returns undefined while there is nothing to read. */
async function readNow(pipe: FileHandle, piece: Buffer): Promise<number | undefined> {
  try {
    return (await pipe.read(piece)).bytesRead;
  } catch (error) {
    if (systemCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch (error) {
    if (systemCode(error) === "EBADF") return false;
    throw error;
  }
}
