import { open } from "node:fs/promises";
import { PerennialError } from "@perennial/api";
import type { Signer } from "@perennial/pki";
import type { KeyRing, KeyView } from "../ports/key-ring.js";
import type { KeyServices } from "./key-services.js";

/** {@link KeyRing} over the embedded key store. */
export class SoftwareKeyRing implements KeyRing {
  constructor(
    private readonly services: KeyServices,
    private readonly home: string,
  ) {}

  exists(): Promise<boolean> {
    return this.services.store.exists();
  }

  async list(): Promise<readonly KeyView[]> {
    const keys = await this.services.store.list();
    return keys.map(({ id, algorithm, label, spkiHash }) => ({ id, algorithm, label, spkiHash }));
  }

  signer(id: string): Promise<Signer> {
    return this.services.store.signer(id);
  }

  async exportPkcs12(request: {
    readonly id: string;
    readonly certificate: string;
    readonly chain: readonly string[];
    readonly password: string;
    readonly path: string;
  }): Promise<void> {
    const { id, certificate, chain, password, path } = request;
    const content = await this.services.store.exportPkcs12({
      id,
      certificate: Buffer.from(certificate, "base64"),
      chain: chain.map((der) => Buffer.from(der, "base64")),
      password,
    });
    await writeNew(path, content);
  }

  async keyringIsUsable(): Promise<boolean> {
    return this.services.keyring.isUsable({ home: this.home, id: undefined });
  }
}

/** Writes a file that did not exist, for its owner only, and on the disk when this resolves. */
async function writeNew(path: string, content: Uint8Array): Promise<void> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const system = (error as { code?: unknown }).code;
    if (system === "EEXIST")
      throw new PerennialError("cli.file-exists", { path }, { cause: error });
    if (typeof system !== "string") throw error;
    throw new PerennialError("cli.file-unwritable", { path, system }, { cause: error });
  }
}
