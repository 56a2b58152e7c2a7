import { fork, spawn, type ChildProcess } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { hasTool, temporaryHome, type TemporaryHome } from "../harness/index.js";
import { buildLibrary, compiler } from "./build-library.js";
import type { PivKey, PivSlot } from "./piv-card.js";
import { makePivKey } from "./piv-keys.js";
import { seclusion, type Seclusion } from "./seclusion.js";
import { VirtualCard } from "./virtual-card.js";
import type { CardDescription } from "./virtual-card-worker.js";

/** In a folder that is not on everybody’s path. */
const pcscd = "/usr/sbin/pcscd";

const drivers = ["/usr/lib/pcsc/drivers/serial/libifdvpcd.so"];
const modules = [
  "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
  "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
  "/usr/lib64/opensc-pkcs11.so",
];
const sharedFolder = "/run/pcscd";
const sharedSocket = `${sharedFolder}/pcscd.comm`;

export interface PivCardSettings {
  /** The reader's slot. Default 0. */
  readonly slot?: 0 | 1;
  /** Default: P-256 in 9A, RSA 2048 in 9C. */
  readonly keys?: Readonly<Partial<Record<PivSlot, PivKey>>>;
  /** Default `123456`. */
  readonly pin?: string;
  /** Default 3. */
  readonly tries?: number;
}

/**
 * A card reader with two slots: pcscd with the driver vpcd, in namespaces of its own. Where those
 * are not allowed, it is the machine's only pcscd for as long as it lives, with its ports on the
 * loopback interface.
 */
export class VirtualReader implements AsyncDisposable {
  readonly #cards: VirtualCard[] = [];

  private constructor(
    private readonly home: TemporaryHome,
    private readonly daemon: ChildProcess,
    private readonly secluded: Seclusion | undefined,
    private readonly port: number,
    /** OpenSC's module. */
    readonly modulePath: string,
    /** Whether the machine had no folder for a pcscd before. */
    private readonly first: boolean,
  ) {}

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    if (!hasTool(pcscd)) return "pcscd is not installed";
    if (!drivers.some((path) => existsSync(path))) return "vsmartcard-vpcd is not installed";
    if (!modules.some((path) => existsSync(path))) return "opensc-pkcs11.so is not installed";
    if (seclusion() !== undefined) return undefined;
    if (process.getuid?.() !== 0) return "neither namespaces nor a pcscd of its own are allowed";
    if (compiler() === undefined) return "there is no C compiler on this machine";
    return existsSync(sharedSocket) ? "another pcscd is running" : undefined;
  }

  static async open(): Promise<VirtualReader> {
    const missing = VirtualReader.missing();
    const driver = drivers.find((path) => existsSync(path));
    const module = modules.find((path) => existsSync(path));
    if (missing !== undefined || driver === undefined || module === undefined) {
      throw new Error(missing);
    }
    const home = await temporaryHome("reader");
    const port = randomInt(20_000, 30_000);
    await mkdir(home.file("configuration"));
    await mkdir(home.file("run", "pcscd"), { recursive: true });
    await writeFile(home.file("opensc.conf"), "app default {\n}\n");
    const reader = [
      'FRIENDLYNAME "Perennial test"',
      `DEVICENAME /dev/null:0x${port.toString(16)}`,
      `LIBPATH ${driver}`,
      `CHANNELID 0x${port.toString(16)}`,
    ];
    await writeFile(home.file("configuration", "vpcd"), `${reader.join("\n")}\n`);
    const secluded = seclusion();
    const first = !existsSync(sharedFolder);
    const daemon = await startDaemon(home, secluded);
    // A run that is broken off must not leave a daemon.
    const end = (): boolean => daemon.kill("SIGKILL");
    process.once("exit", end);
    daemon.once("exit", () => process.off("exit", end));
    const made = new VirtualReader(home, daemon, secluded, port, module, first);
    try {
      await made.#ready();
    } catch (error) {
      await made[Symbol.asyncDispose]();
      throw error;
    }
    return made;
  }

  /** Of pcscd. */
  get pid(): number {
    return this.daemon.pid ?? Number.NaN;
  }

  /** What a client needs to see this reader and no other. */
  get environment(): Readonly<Record<string, string>> {
    const socket = this.secluded === undefined ? sharedSocket : this.#socket;
    return { PCSCLITE_CSOCK_NAME: socket, OPENSC_CONF: this.home.file("opensc.conf") };
  }

  /** A PIV card for a slot, not yet inserted. */
  async piv(settings: PivCardSettings = {}): Promise<VirtualCard> {
    const keys = settings.keys ?? {
      "9A": await makePivKey("P-256", "Authentication"),
      "9C": await makePivKey("RSA-2048", "Signature"),
    };
    const { slot = 0, pin = "123456", tries = 3 } = settings;
    const options = { keys, pin, tries, guid: randomBytes(16) };
    return this.#card(slot, { kind: "piv", options });
  }

  /**
   * A card that answers nothing to any command; not yet inserted.
   * @param atr its answer to reset. Default: one by chance, which OpenSC does not know.
   */
  unsupported(slot: 0 | 1 = 1, atr?: Uint8Array): Promise<VirtualCard> {
    const description = { kind: "unsupported", historical: randomBytes(9) } as const;
    return this.#card(slot, atr === undefined ? description : { ...description, atr });
  }

  /** Ends the cards and the daemon. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const card of this.#cards) await card[Symbol.asyncDispose]();
    if (this.daemon.exitCode === null && this.daemon.signalCode === null) {
      const exit = once(this.daemon, "exit");
      this.daemon.kill("SIGTERM");
      const patience = new AbortController();
      const forced = delay(3000, undefined, { signal: patience.signal }).then(
        () => this.daemon.kill("SIGKILL"),
        () => undefined,
      );
      await exit;
      patience.abort();
      await forced;
    }
    if (this.secluded === undefined && this.first) await rmdir(sharedFolder);
    await this.home.remove();
  }

  get #socket(): string {
    return this.home.file("run", "pcscd", "pcscd.comm");
  }

  async #ready(): Promise<void> {
    const end = performance.now() + 30_000;
    while (!existsSync(this.environment["PCSCLITE_CSOCK_NAME"] ?? "")) {
      if (this.daemon.exitCode !== null) throw new Error(`pcscd ended (${this.daemon.exitCode})`);
      if (performance.now() > end) throw new Error("pcscd did not start in 30 seconds");
      await delay(20);
    }
  }

  async #card(slot: 0 | 1, description: CardDescription): Promise<VirtualCard> {
    const inside = ["-t", String(this.pid), ...(this.secluded?.nsenter ?? [])];
    const child = fork(new URL("virtual-card-worker.js", import.meta.url), [], {
      serialization: "advanced",
      ...(this.secluded === undefined
        ? { execArgv: [] }
        : { execPath: "nsenter", execArgv: [...inside, "--", process.execPath] }),
    });
    const card = await VirtualCard.make(child, this.port + slot, description);
    this.#cards.push(card);
    return card;
  }
}

async function startDaemon(
  home: TemporaryHome,
  secluded: Seclusion | undefined,
): Promise<ChildProcess> {
  const options = ["--foreground", "--critical", "--config", home.file("configuration")];
  if (secluded === undefined) {
    const env = { ...process.env, LD_PRELOAD: await buildLibrary("loopback") };
    return spawn(pcscd, options, { env, stdio: "ignore" });
  }
  // vpcd sends a length and its bytes apart, and waits 40 ms between them for an acknowledgement
  // that is not quick.
  const quick =
    "ip route replace local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 table local quickack 1";
  const inside = `ip link set lo up && ${quick} && mount --bind "$0" /run && exec "$@"`;
  // Each `exec` keeps the process: the pid is pcscd's in the end.
  const shell = ["sh", "-c", inside, home.file("run"), pcscd, ...options];
  return spawn("unshare", [...secluded.unshare, ...shell], { stdio: "ignore" });
}
