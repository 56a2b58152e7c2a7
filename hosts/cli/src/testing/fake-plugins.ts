import { PerennialError, type ErrorData, type ProviderManifest } from "@perennial/api";
import type { KnownPlugin } from "@perennial/engine";
import type {
  PluginBook,
  PluginFinding,
  PluginInspection,
  PluginListing,
} from "../ports/plugin-book.js";

/** A provider with an account by contract, a secret and a folder. */
export const acmeMail: ProviderManifest = {
  id: "acme.mail",
  title: "Acme Mail",
  kind: "rekey",
  profile: {
    type: "object",
    properties: {
      user: { type: "string", title: "User", pattern: "^[a-z]+$" },
      contract: {
        type: "string",
        title: "Contract",
        enum: ["business", "sort"],
        default: "business",
      },
      tries: { type: "integer", title: "Tries", minimum: 1 },
      folder: { type: "string", title: "Folder", format: "folder" },
      password: { type: "string", title: "Password", format: "password" },
      pace: { type: "integer", title: "Pace", minimum: 1, advanced: true },
    },
    required: ["user"],
    additionalProperties: false,
  },
  accounts: { by: "contract", values: { business: ["MAIN"], sort: ["CRYPT", "TRANSPORT"] } },
  notice: { before: "P1M", text: "Renew soon", expired: "Expired" },
  steps: [],
};

/** A book with one sound plugin, and one that is not. */
export class FakePlugins implements PluginBook {
  readonly off = new Set<string>();
  findings: PluginFinding[] = [];
  quarantine: PluginListing["quarantine"];

  plugins(): Promise<readonly KnownPlugin[]> {
    const acme = {
      id: "acme",
      version: "1.0.0",
      displayName: "Acme",
      publisher: "example",
      folder: "/plugins/acme",
      providers: [acmeMail],
      pages: [],
    };
    return Promise.resolve(this.off.has("acme") ? [] : [acme]);
  }
  whyAbsent(provider: string): Promise<ErrorData | undefined> {
    if (provider !== acmeMail.id) {
      const code = provider.startsWith("acme.") ? "plugin.provider-gone" : "plugin.not-found";
      return Promise.resolve({ code, params: { plugin: provider } });
    }
    const disabled = { code: "plugin.disabled", params: { plugin: "acme" } };
    return Promise.resolve(this.off.has("acme") ? disabled : undefined);
  }
  list(): Promise<readonly PluginListing[]> {
    const enabled = !this.off.has("acme");
    return Promise.resolve([
      {
        folder: "/plugins/acme",
        source: "built-in",
        id: "acme",
        version: "1.0.0",
        publisher: "example",
        displayName: "Acme",
        enabled,
        providers: [{ id: acmeMail.id, title: acmeMail.title }],
        permissions: [{ key: "It connects to www.example.org." }],
        findings: this.findings,
        ...(this.quarantine === undefined ? {} : { quarantine: this.quarantine }),
        active: enabled,
        notes: [],
      },
    ]);
  }
  enable(id: string): Promise<void> {
    return this.turn(id, () => this.off.delete(id));
  }
  disable(id: string): Promise<void> {
    return this.turn(id, () => this.off.add(id));
  }
  validate(_folder: string, { code }: { readonly code: boolean }): Promise<PluginInspection> {
    return Promise.resolve({ findings: this.findings, code: code ? "loaded" : "not-wanted" });
  }
  private turn(id: string, change: () => void): Promise<void> {
    if (id !== "acme")
      return Promise.reject(new PerennialError("plugin.not-found", { plugin: id }));
    change();
    return Promise.resolve();
  }
}
