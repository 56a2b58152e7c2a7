import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import type { KeyAlgorithm } from "@perennial/api";
import {
  compiledTokenRuntime,
  ConfiguredModules,
  openTokens,
  OrderedDiscovery,
  PassphraseFile,
  Passphrases,
  SoftwareKeyStore,
  StoreKey,
} from "@perennial/hardware";
import { certificateInfo } from "@perennial/pki";
import { openSqliteStore } from "@perennial/store";
import {
  repositoryRoot,
  runCli,
  temporaryHome,
  type ProcessResult,
  type TemporaryHome,
} from "../harness/index.js";
import type { SoftHsm } from "../rigs/index.js";

const day = 86_400_000;
const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** What a certificate is to be like. */
export interface CertificateWish {
  /** Default `nonRepudiation`. */
  readonly usage?: keyof typeof x509.KeyUsageFlags;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
}

/** A key with its certificate. */
export interface IssuedKey {
  readonly id: string;
  readonly der: Buffer;
  /** Absolute path. */
  readonly pem: string;
}

/** A home with keys, an authority that certifies them, and files to sign. */
export class SigningDesk implements AsyncDisposable {
  private constructor(
    private readonly folder: TemporaryHome,
    private readonly authority: webcrypto.CryptoKeyPair,
    private readonly root: x509.X509Certificate,
  ) {}

  static async open(): Promise<SigningDesk> {
    x509.cryptoProvider.set(webcrypto as Crypto);
    const folder = await temporaryHome("signing");
    const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=Signing Root, C=LU",
      keys,
      signingAlgorithm: p256,
      notBefore: new Date(Date.now() - 1000 * day),
      notAfter: new Date(Date.now() + 1000 * day),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    const desk = new SigningDesk(folder, keys, root);
    await mkdir(desk.home, { mode: 0o700 });
    await writeFile(desk.roots, root.toString("pem"));
    await writeFile(desk.file("passphrase"), "a passphrase only for this test\n", { mode: 0o600 });
    return desk;
  }

  get home(): string {
    return this.file("home");
  }
  /** The root of all certificates, PEM. */
  get roots(): string {
    return this.file("root.pem");
  }
  file(...parts: readonly string[]): string {
    return this.folder.file(...parts);
  }
  async give(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(this.file(name), content);
    return this.file(name);
  }

  /** Runs a command in the folder of the files. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ProcessResult> {
    return runCli([...args, "--passphrase-file", this.file("passphrase")], {
      home: this.home,
      cwd: this.file(),
      env,
    });
  }

  /** The command line as the programs of a test start it. */
  argv(...args: readonly string[]): readonly string[] {
    const perennial = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    return [process.execPath, perennial, ...args, "--passphrase-file", this.file("passphrase")];
  }

  /** A key of the embedded store that a profile uses. */
  async softwareKey(
    profile: string,
    algorithm: KeyAlgorithm,
    wish: CertificateWish = {},
  ): Promise<IssuedKey> {
    const passphrases = new Passphrases(
      [new PassphraseFile(this.file("passphrase"))],
      undefined,
      undefined,
    );
    const keys = new SoftwareKeyStore(new StoreKey(this.home, passphrases));
    const key = await keys.generate({ id: await keys.newId(), algorithm, label: profile });
    const issued = await this.issue(key.id, Buffer.from(key.spki, "base64"), profile, wish);
    await this.record(profile, issued, `store:${key.id}`);
    return issued;
  }

  /** Records a certificate, with its chain in the home, as the one that a profile uses. */
  async record(profile: string, { id, der }: IssuedKey, source: string): Promise<void> {
    const certificate = new x509.X509Certificate(der);
    const { isCa: _isCa, ...info } = certificateInfo(der);
    const folder = join(this.home, "certificates", profile, "main");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const chain = `${certificate.toString("pem")}\n${this.root.toString("pem")}`;
    await writeFile(join(folder, `${info.sha256.slice(0, 16)}.pem`), chain);
    const store = await openSqliteStore({ path: join(this.home, "journal.db") });
    try {
      const at = new Date().toISOString();
      await store.putProfile(
        { id: profile, provider: "example.mail", values: {}, createdAt: at, updatedAt: at },
        "new",
        [{ profileId: profile, account: "main", ...info, source, keyId: id, state: "current" }],
      );
    } finally {
      await store.close();
    }
  }

  /** A key pair on a token, its certificate beside it. */
  async tokenKey(
    softHsm: SoftHsm,
    algorithm: KeyAlgorithm,
    wish: CertificateWish = {},
  ): Promise<IssuedKey> {
    const { label, userPin } = softHsm.token();
    const services = await openTokens({
      home: this.file(),
      runtime: compiledTokenRuntime(process.execPath, {
        ...process.env,
        ...softHsm.environment,
      }),
      discovery: new OrderedDiscovery([
        new ConfiguredModules([{ path: softHsm.modulePath, name: "SoftHSM" }]),
      ]),
      records: { read: () => Promise.resolve({}), write: () => Promise.resolve() },
      now: () => Date.now(),
    });
    try {
      const keys = services.keys(
        { label },
        { unattended: false, ask: () => Promise.resolve({ pin: Buffer.from(userPin) }) },
      );
      const id = await keys.newId();
      const key = await keys.generate({ id, algorithm, label: `key ${algorithm}` });
      const issued = await this.issue(id, Buffer.from(key.spki, "base64"), algorithm, wish);
      await keys.importCertificate({ id, certificate: issued.der, label: algorithm });
      return issued;
    } finally {
      services.modules.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder.remove();
  }

  private async issue(
    id: string,
    spki: Buffer,
    name: string,
    { usage = "nonRepudiation", from = -1, to = 300 }: CertificateWish,
  ): Promise<IssuedKey> {
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: `00${randomBytes(8).toString("hex")}`,
      subject: `CN=${name}, C=LU`,
      issuer: this.root.subject,
      publicKey: new x509.PublicKey(new Uint8Array(spki)),
      signingKey: this.authority.privateKey,
      signingAlgorithm: p256,
      notBefore: new Date(Date.now() + from * day),
      notAfter: new Date(Date.now() + to * day),
      extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags[usage], true)],
    });
    const pem = this.file(`${name}.pem`);
    await writeFile(pem, certificate.toString("pem"));
    return { id, der: Buffer.from(certificate.rawData), pem };
  }
}
