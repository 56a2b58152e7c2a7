import { existsSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { hasTool, runProcess, temporaryHome, type TemporaryHome } from "../harness/index.js";
import { writeCertificates, type FixtureCertificate } from "./certificate-fixtures.js";

export interface SoftToken {
  readonly label: string;
  readonly soPin: string;
  readonly userPin: string;
}

export interface SoftHsmOptions {
  /** Default: one token `Perennial`. PINs default to `87654321` (SO) and `123456`. */
  readonly tokens?: readonly (Partial<SoftToken> & Pick<SoftToken, "label">)[];
  /** Whether its slots are fixed, as they are where nobody configured it. Default: removable. */
  readonly fixedSlots?: boolean;
}

/** A copy of the token directory. */
export interface TokenSnapshot {
  /**
   * Puts the directory back as it was. No process may have the module loaded: SoftHSM keeps what it
   * read in memory.
   */
  restore(): Promise<void>;
}

const modulePaths = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

/** SoftHSM with a configuration and a token directory of its own, removed with it. */
export class SoftHsm implements AsyncDisposable {
  readonly #tokens = new Map<string, SoftToken>();
  #snapshots = 0;

  private constructor(
    readonly home: TemporaryHome,
    readonly modulePath: string,
  ) {}

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    if (!modulePaths.some((path) => existsSync(path))) return "libsofthsm2 is not installed";
    return hasTool("softhsm2-util", "--version") ? undefined : "softhsm2-util is not installed";
  }

  static async open(options: SoftHsmOptions = {}): Promise<SoftHsm> {
    const modulePath = modulePaths.find((path) => existsSync(path));
    if (modulePath === undefined) throw new Error("libsofthsm2 is not installed");
    const hsm = new SoftHsm(await temporaryHome("softhsm"), modulePath);
    await mkdir(hsm.tokenDirectory, { mode: 0o700 });
    const lines = [
      `directories.tokendir = ${hsm.tokenDirectory}`,
      "objectstore.backend = file",
      "log.level = ERROR",
      `slots.removable = ${options.fixedSlots !== true}`,
    ];
    await writeFile(hsm.configuration, `${lines.join("\n")}\n`);
    for (const token of options.tokens ?? [{ label: "Perennial" }]) await hsm.addToken(token);
    return hsm;
  }

  /** For `SOFTHSM2_CONF`. */
  get configuration(): string {
    return this.home.file("softhsm2.conf");
  }

  get tokenDirectory(): string {
    return this.home.file("tokens");
  }

  /** What a child process needs to load the module. */
  get environment(): Readonly<Record<string, string>> {
    return { SOFTHSM2_CONF: this.configuration };
  }

  get tokens(): readonly SoftToken[] {
    return [...this.#tokens.values()];
  }

  /** @throws Error if there is none of this label. */
  token(label = this.tokens[0]?.label ?? ""): SoftToken {
    const token = this.#tokens.get(label);
    if (token === undefined) throw new Error(`no token is labelled ${label}`);
    return token;
  }

  /** Initialises one more token. */
  async addToken(token: Partial<SoftToken> & Pick<SoftToken, "label">): Promise<SoftToken> {
    const whole = { soPin: "87654321", userPin: "123456", ...token };
    const args = ["--init-token", "--free", "--label", whole.label];
    const result = await runProcess(
      "softhsm2-util",
      [...args, "--so-pin", whole.soPin, "--pin", whole.userPin],
      { env: { ...process.env, ...this.environment } },
    );
    if (result.code !== 0) throw new Error(`softhsm2-util: ${result.stderr}${result.stdout}`);
    this.#tokens.set(whole.label, whole);
    return whole;
  }

  /** Copies the token directory, with no process writing to it. */
  async snapshot(): Promise<TokenSnapshot> {
    const copy = this.home.file(`snapshot-${++this.#snapshots}`);
    await cp(this.tokenDirectory, copy, { recursive: true, preserveTimestamps: true });
    return {
      restore: async () => {
        await rm(this.tokenDirectory, { recursive: true });
        await cp(copy, this.tokenDirectory, { recursive: true, preserveTimestamps: true });
      },
    };
  }

  /** Writes certificates, each with a CKA_ID of its own, on a token. Returns what it wrote. */
  writeCertificates(count: number, label?: string): Promise<readonly FixtureCertificate[]> {
    return writeCertificates(this, this.token(label), count);
  }

  /** Removes the directory. Processes that have the module loaded should be ended before. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.home.remove();
  }
}
