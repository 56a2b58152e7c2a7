import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const texts = {
  "plugin.name": "Adopting",
  "plugin.description": "A plugin for tests",
  "office.title": "Office with tokens",
  "office.notice": "It ends soon.",
  "office.expired": "It has ended.",
  "step.choose": "Choose",
  "step.contract": "Contract",
  "step.picture": "Picture",
  "step.generate": "New key",
  "step.install": "New certificate",
  "install.text": "Use it?",
  "choose.text": "Which certificate?",
  "choose.option": "{holder}, {issuer}, {until}",
  "give.text": "Give the file",
  "sign.text": "Sign {name}?",
  "field.folder": "Folder",
  "field.key-place": "Token",
  "field.trespass": "What is tried against the rules",
};

/**
 * A plugin with the provider `adopting.office`: the certificate on a token is chosen, its key adopted and
 * proved, a PDF and a picture are signed with it, a new key made beside it, and a certificate for the
 * old one put on the token. A field of the profile
 * makes it try what it must not.
 * @param permissions replace what it declares.
 * @param issuer of the certificates that it renews.
 */
export async function writeAdoptingPlugin(
  folder: string,
  permissions: object = {
    tokens: ["read", "adopt"],
    keys: ["sign", "generate"],
    certificates: ["install"],
    signatures: ["documents"],
  },
  issuer = "*cn=authority*",
): Promise<string> {
  const path = join(folder, "adopting");
  await mkdir(join(path, "l10n"), { recursive: true });
  const provider = {
    id: "adopting.office",
    title: "%office.title%",
    kind: "rekey",
    profile: {
      type: "object",
      properties: {
        folder: { type: "string", title: "field.folder", format: "folder" },
        keyPlace: { type: "string", title: "field.key-place", format: "key-place" },
        trespass: { type: "string", title: "field.trespass" },
      },
      required: ["folder"],
    },
    algorithms: ["ec-p256"],
    notice: { before: "P1M", text: "%office.notice%", expired: "%office.expired%" },
    steps: ["choose", "contract", "picture", "generate", "install"].map((name) => ({
      name,
      title: `%step.${name}%`,
      actor: "person",
      usesKey: true,
    })),
    matches: { issuer },
  };
  const manifest = {
    name: "adopting",
    version: "1.0.0",
    displayName: "%plugin.name%",
    description: "%plugin.description%",
    publisher: "Perennial tests",
    license: "MIT",
    type: "module",
    engines: { perennial: "^0.1.0" },
    main: "main.js",
    l10n: "l10n",
    perennial: {
      permissions: {
        files: { folder: "write" },
        inbox: ["*.pdf", "*.png", "*.pem"],
        ...permissions,
      },
      contributes: { providers: [provider] },
    },
  };
  await writeFile(join(path, "package.json"), JSON.stringify(manifest));
  for (const language of ["en", "fr"]) {
    await writeFile(join(path, "l10n", `${language}.json`), JSON.stringify(texts));
  }
  await writeFile(join(path, "main.js"), main);
  return path;
}

const main = `
import {
  Certificates, Files, GenerateKeyPair, Requests, Signatures, Tokens, definePlugin, done, inject, message,
  renewal, step, waiting,
} from "@perennial/api";

class Choose {
  constructor(tokens, certificates) {
    this.tokens = tokens;
    this.certificates = certificates;
  }
  async run(renewal) {
    const { certificates } = await this.tokens.look({});
    const { trespass } = renewal.profile;
    const sha256 = trespass === "unconfirmed" ? certificates[0].certificate.sha256 : renewal.answer("certificate");
    if (sha256 === undefined) {
      const options = certificates.map(({ certificate }) => ({
        value: certificate.sha256,
        label: message("choose.option", {
          holder: certificate.subject, issuer: certificate.issuer, until: certificate.notAfter,
        }),
      }));
      return waiting({ for: "person", key: "certificate", text: message("choose.text"), question: { type: "choice", options } });
    }
    const { certificate, place } = certificates.find((one) => one.certificate.sha256 === sha256);
    const key = await this.tokens.adopt({ place, sha256 });
    await this.certificates.prove({ der: certificate.der, keyId: key.id });
    return done({ key, der: certificate.der });
  }
}
inject(Tokens)(Choose, undefined, 0);
inject(Certificates)(Choose, undefined, 1);
step("choose")(Choose);

function signing(name, pattern, format) {
  class Sign {
    constructor(signatures, files) {
      this.signatures = signatures;
      this.files = files;
    }
    async run(renewal) {
      const { trespass } = renewal.profile;
      const file = renewal.answer("file");
      if (file === undefined) {
        return waiting({ for: "file", key: "file", names: [pattern], maxBytes: 2000000, text: message("give.text") });
      }
      const confirmed = trespass === "bytes" ? "0".repeat(64) : file.sha256;
      if (renewal.answer("sign:" + confirmed) === undefined) {
        return waiting({
          for: "person", key: "sign:" + confirmed, text: message("sign.text", { name: file.name }),
          question: { type: "confirm" },
        });
      }
      const { key, der } = renewal.output(Choose);
      const signed = await this.signatures.sign({ keyId: key.id, der, file: file.handle, format, reason: "Renewal" });
      const { kind, signatures } = await this.signatures.inspect(signed.handle);
      await this.files.save({ folder: "folder", name: signed.name, content: await this.files.read(signed.handle) });
      return done({ kind, name: signed.name, intact: signatures.map(({ intact }) => intact) });
    }
  }
  inject(Signatures)(Sign, undefined, 0);
  inject(Files)(Sign, undefined, 1);
  step(name)(Sign);
  return Sign;
}
const Contract = signing("contract", "*.pdf", "pades");
const Picture = signing("picture", "*.png", "cades-detached");

class Generate extends GenerateKeyPair {
  algorithm() {
    return "ec-p256";
  }
  place(renewal) {
    return renewal.output(Choose).key.place;
  }
}
step("generate")(Generate);

class Install {
  constructor(requests, certificates, files) {
    this.requests = requests;
    this.certificates = certificates;
    this.files = files;
  }
  async run(renewal) {
    const { key } = renewal.output(Choose);
    const given = renewal.answer("issued");
    if (given === undefined) {
      const { pem } = await this.requests.create({ keyId: key.id, subject: { commonName: "Ana" } });
      await this.files.save({ folder: "folder", name: "ana-" + renewal.id + ".csr", content: btoa(pem) });
      return waiting({ for: "file", key: "issued", names: ["*.pem"], maxBytes: 100000, text: message("give.text") });
    }
    const { certificates } = await this.certificates.read(await this.files.read(given.handle));
    if (renewal.answer("install") === undefined) {
      return waiting({ for: "person", key: "install", text: message("install.text"), question: { type: "confirm" } });
    }
    const chain = certificates.map(({ der }) => der);
    return done(await this.certificates.install({ der: chain[0], chain, keyId: key.id }));
  }
}
inject(Requests)(Install, undefined, 0);
inject(Certificates)(Install, undefined, 1);
inject(Files)(Install, undefined, 2);
step("install")(Install);

export default definePlugin({
  providers: [{ flow: renewal("adopting.office", [Choose, Contract, Picture, Generate, Install]) }],
});
`;
