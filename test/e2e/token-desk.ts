import "reflect-metadata";
import { createHash, webcrypto } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "mocha";
import * as x509 from "@peculiar/x509";
import {
  hasTool,
  repositoryRoot,
  runCli,
  temporaryHome,
  type ProcessOptions,
  type ProcessResult,
  type TemporaryHome,
} from "../harness/index.js";
import {
  attributes,
  certificateTemplate,
  FaultShim,
  mechanisms,
  Pkcs11Probe,
  requireRig,
  SoftHsm,
  type ShimSettings,
} from "../rigs/index.js";
import { Watching } from "./watching.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";

/** The answer of a command with `--json`. */
export interface TokensJson {
  readonly code: number | null;
  readonly data: Readonly<Record<string, unknown>> & {
    readonly error?: { readonly code: string; readonly params: Readonly<Record<string, unknown>> };
  };
}

/** A key pair (P-256) on a token. */
export interface KeyOnToken {
  /** CKA_ID, hexadecimal. */
  readonly id: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly spkiHash: string;
  readonly spki: Uint8Array<ArrayBuffer>;
}

/** SPKI of a P-256 key up to its point: RFC 5480 section 2. */
const p256Prefix = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
const p256 = Buffer.from("06082a8648ce3d030107", "hex");

/** Tokens behind a fault shim, and the command line as a process of its own with a home for it. */
export class TokenDesk implements AsyncDisposable {
  private constructor(
    readonly home: TemporaryHome,
    readonly softHsm: SoftHsm,
    readonly shim: FaultShim,
  ) {}

  /** Two tokens, `Card` and `Other card`; skips where there can be none. */
  static async open(context: Context, settings?: ShimSettings): Promise<TokenDesk> {
    requireRig(context, FaultShim.missing() ?? Pkcs11Probe.missing());
    const softHsm = await SoftHsm.open({ tokens: [{ label: "Card" }, { label: "Other card" }] });
    const shim = await FaultShim.open(softHsm, settings);
    const home = await temporaryHome("tokens");
    await hideSystemDrivers(home);
    return new TokenDesk(home, softHsm, shim);
  }

  /** Runs a command with the shim as the driver that is named. */
  run(...args: readonly string[]): Promise<ProcessResult> {
    return this.#run(args);
  }

  /** Starts to watch the tokens. */
  watch(): Watching {
    return new Watching((options) => this.#run(["tokens", "watch", "--json"], options));
  }

  #run(args: readonly string[], options: Partial<ProcessOptions> = {}): Promise<ProcessResult> {
    return runCli([...args, "--module", this.shim.modulePath], {
      ...options,
      home: this.home.path,
    });
  }

  async json(...args: readonly string[]): Promise<TokensJson> {
    const { code, stdout, stderr } = await this.run(...args, "--json");
    const lines = stdout.trimEnd().split("\n");
    const [line = ""] = lines;
    if (lines.length !== 1) throw new Error(`not one line: ${stdout}${stderr}`);
    return { code, data: JSON.parse(line) as TokensJson["data"] };
  }

  /** Runs a command in a terminal. */
  atTerminal(args: readonly string[], moves: readonly Move[]): Promise<Session> {
    const perennial = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    return inTerminal(
      [process.execPath, perennial, ...args, "--module", this.shim.modulePath],
      {
        PATH: process.env["PATH"] ?? "",
        HOME: this.home.path,
        PERENNIAL_HOME: this.home.path,
        LANG: "en",
      },
      moves,
    );
  }

  /** A file with a PIN that only its owner may read. */
  async pinFile(pin: string, mode = 0o600): Promise<string> {
    const path = join(
      this.softHsm.home.path,
      `pin-${createHash("sha1").update(pin).digest("hex")}`,
    );
    await writeFile(path, `${pin}\n`, { mode });
    return path;
  }

  /** Every C_Login that reached the driver. */
  async logins(): Promise<number> {
    return (await this.shim.calls("C_Login")).length;
  }

  /** Makes a key pair, past the shim. */
  async makeKey(id: string, label: string): Promise<KeyOnToken> {
    await using probe = await Pkcs11Probe.open(this.softHsm.modulePath, this.softHsm.environment);
    const session = await probe.session("Card", "123456");
    const own = [
      { type: attributes.TOKEN, value: true },
      { type: attributes.ID, value: Buffer.from(id, "hex") },
      { type: attributes.LABEL, value: label },
    ];
    const { publicKey } = await probe.call<{ publicKey: Buffer }>(
      "C_GenerateKeyPair",
      session,
      { mechanism: mechanisms.EC_KEY_PAIR_GEN },
      [...own, { type: attributes.EC_PARAMS, value: p256 }],
      [
        ...own,
        { type: attributes.PRIVATE, value: true },
        { type: attributes.SENSITIVE, value: true },
        { type: attributes.EXTRACTABLE, value: false },
        { type: attributes.SIGN, value: true },
      ],
    );
    const [point] = await probe.call<readonly { value: Buffer }[]>(
      "C_GetAttributeValue",
      session,
      publicKey,
      [{ type: attributes.EC_POINT }],
    );
    // An OCTET STRING around the 65 bytes of the point.
    const spki = Buffer.concat([p256Prefix, (point?.value ?? Buffer.alloc(0)).subarray(-65)]);
    return {
      id,
      spki: Uint8Array.from(spki),
      spkiHash: createHash("sha256").update(spki).digest("hex"),
    };
  }

  /** Puts a certificate beside its key, valid for so many days from yesterday on. */
  async addCertificate(
    key: KeyOnToken,
    name: string,
    days: number,
    by?: webcrypto.CryptoKeyPair,
  ): Promise<void> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    x509.cryptoProvider.set(webcrypto as Crypto);
    const issuer = by ?? (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]));
    const publicKey = await webcrypto.subtle.importKey("spki", key.spki, algorithm, true, [
      "verify",
    ]);
    const notBefore = new Date(Date.now() - 86_400_000);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}, C=LU`,
      issuer: "CN=Authority, C=LU",
      publicKey,
      signingKey: issuer.privateKey,
      signingAlgorithm: algorithm,
      notBefore,
      notAfter: new Date(notBefore.getTime() + days * 86_400_000),
    });
    await this.#put(key.id, name, certificate);
  }

  /** Puts an authority's certificate on the token, under an identifier of its own. */
  async addAuthority(): Promise<webcrypto.CryptoKeyPair> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    x509.cryptoProvider.set(webcrypto as Crypto);
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=Authority, C=LU",
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 10 * 86_400_000),
      notAfter: new Date(Date.now() + 1000 * 86_400_000),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    await this.#put("ca", "Authority", certificate);
    return keys;
  }

  async #put(id: string, label: string, certificate: x509.X509Certificate): Promise<void> {
    await using probe = await Pkcs11Probe.open(this.softHsm.modulePath, this.softHsm.environment);
    const session = await probe.session("Card", "123456");
    const object = { id: Buffer.from(id, "hex"), label, der: Buffer.from(certificate.rawData) };
    await probe.call("C_CreateObject", session, certificateTemplate(object));
  }

  /** Files of the home in which a text stands; none should hold a PIN. */
  async filesWith(text: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const entry of await readdir(this.home.path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      if ((await readFile(path)).includes(text)) found.push(path);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shim[Symbol.asyncDispose]();
    await this.softHsm[Symbol.asyncDispose]();
    await this.home.remove();
  }
}

/** The user's own files of p11-kit hide those of the system with the same names. */
export async function hideSystemDrivers(home: Pick<TemporaryHome, "file">): Promise<void> {
  const folder = home.file(".config", "pkcs11", "modules");
  await mkdir(folder, { recursive: true });
  for (const system of ["/etc/pkcs11/modules", "/usr/share/p11-kit/modules"]) {
    if (!existsSync(system)) continue;
    for (const name of await readdir(system)) await writeFile(join(folder, name), "");
  }
}

/** Skips a test that needs a pseudo-terminal. */
export function requireTerminal(context: Context): void {
  if (!hasTool("python3", "--version")) requireRig(context, "python3 is not installed");
}
