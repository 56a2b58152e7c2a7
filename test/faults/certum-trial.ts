import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  CertumOffice,
  cardLabel,
  mailbox,
  orderNumber,
  verifiedSubject,
  type CertumOfficeOptions,
} from "../e2e/certum-office.js";
import { organizationData } from "../e2e/certum-person.js";
import { openssl } from "../e2e/openssl.js";
import { makeRequest, type OpensslRequest } from "../e2e/openssl-request.js";
import type { RenewalJson } from "../e2e/renewal-json.js";
import type { RunOptions } from "../e2e/renewal-office.js";
import { waitOf } from "../e2e/renewal-person.js";
import type { FaultSpec } from "../simulators/certum/index.js";
import { looking, UnattendedRenewal } from "./unattended-renewal.js";

/** Who renews, and where the key is made. */
export interface CertumKind {
  readonly role: "customer" | "partner";
  readonly method: "csr" | "own-csr" | "card";
  /** What a partner orders. Default `renew`. */
  readonly order?: "renew" | "new";
  /** Whether Certum takes longer than a process of Perennial. Default `false`. */
  readonly slow?: boolean;
  /** What goes wrong at the simulator. */
  readonly fault?: FaultSpec;
}

const exportPassword = "a password only for this test";

/** The person's, with its key. */
const ownRequest: OpensslRequest = {
  key: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  subject: verifiedSubject,
};

/** What the simulator has issued. */
interface Issued {
  readonly sha256: string;
}

/** One renewal at Certum by an unattended person, and everybody at Certum at once. */
export class CertumTrial extends UnattendedRenewal<CertumOffice> {
  private constructor(
    office: CertumOffice,
    given: RunOptions,
    private readonly kind: CertumKind,
  ) {
    super(office, given);
  }

  static async open(kind: CertumKind): Promise<CertumTrial> {
    const office = await CertumOffice.open(optionsFor(kind));
    const { folder } = office;
    office.secrets.push(exportPassword);
    await office.give("export-password", `${exportPassword}\n`);
    if (kind.fault !== undefined) office.simulator.addFault(kind.fault);
    if (kind.method === "own-csr") makeRequest(folder.path, "anna", ownRequest);
    return new CertumTrial(office, { answers: answersFor(kind), files: filesFor(kind) }, kind);
  }

  override async pins(): Promise<number> {
    if (this.kind.method !== "card") return 0;
    return (await this.office.shim.calls("C_Login")).length;
  }

  /** There is a certificate in use at every moment, and the old key is where it was. */
  protected override async afterKill(): Promise<void> {
    const current = this.certificates("current");
    assert.equal(current.length, 1, "certificates: none is in use");
    if (this.kind.method === "card") await this.office.program.signsWith(this.office.old);
  }

  /** What a person does between two runs, with their hands. */
  protected override async help({ state, wait, wakeAt, error }: RenewalJson): Promise<void> {
    const { office } = this;
    // Certum is asked again when it is time.
    const due = wakeAt === undefined ? 0 : Date.parse(wakeAt) + 1;
    await office.travel(new Date(Math.max(office.time + 5_000, due)));
    if (error?.code === "token.pin-unattended") return this.vouchForPin(cardLabel);
    // An answer was lost: whoever resumes has the authority asked what became of it.
    if (error?.code === "http.connection-lost") return;
    if (state === "failed" || wait === undefined) {
      throw new Error(`the renewal needs a person: it is ${state}, ${JSON.stringify(error)}`);
    }
    switch (waitOf({ state, wait })) {
      case "email-code":
        return this.answer(wait.key, { code: this.#code });
      case "place":
        return this.answer(wait.key, await this.#onlyOption());
      default:
        if (wait.for !== "poll") {
          throw new Error(`the renewal needs a person: it waits for ${JSON.stringify(wait)}`);
        }
    }
  }

  /** The code in the mail that came last. */
  get #code(): string {
    const mail = this.office.simulator.mailbox
      .list()
      .findLast(({ subject }) => subject.startsWith("Certum - verification code"));
    const code = /^[A-Z2-9]{10}$/m.exec(mail?.text ?? "")?.[0];
    assert.ok(code, "no mail with a code has come");
    return code;
  }

  /** The card, where there is one. */
  async #onlyOption(): Promise<string> {
    const { wait } = await this.office.shown();
    const { question } = wait as unknown as { question: { options: { value: string }[] } };
    const [only, ...others] = question.options;
    assert.ok(only !== undefined && others.length === 0, JSON.stringify(question));
    return only.value;
  }

  protected override async wrong(): Promise<readonly string[]> {
    const { office, kind } = this;
    const { counters, certificates } = office.simulator.state() as {
      counters: Record<string, number>;
      certificates: readonly Issued[];
    };
    const counted = Object.entries(counters).filter(
      ([name]) => !/^(logins|csrs)\.accepted$|^partner\.(calls|refused)\./.test(name),
    );
    const right = kind.role === "customer" ? panelOnce : partnerOnce[kind.order ?? "renew"];
    const found = [...this.miscounts(Object.fromEntries(counted), right, "orders and submissions")];
    const current = this.certificates("current");
    const [fresh] = current;
    if (current.length !== 1 || fresh?.sha256 !== certificates.at(-1)?.sha256) {
      found.push(`certificates: ${current.length} are in use, not the one that was issued`);
    }
    if (!this.certificates("previous").some(({ sha256 }) => sha256 === office.old.sha256)) {
      found.push("certificates: the old one is not among the previous ones");
    }
    if (!(await readFile(office.folder.file("current.pem"))).equals(Buffer.from(office.old.pem))) {
      found.push("certificates: the old one is another file");
    }
    found.push(...(await this.wrongKeys(Buffer.from(fresh?.der ?? "", "base64"))));
    return found;
  }

  /** What is wrong with the keys, wherever they are. */
  private async wrongKeys(der: Buffer): Promise<readonly string[]> {
    const { office, kind } = this;
    const found: string[] = [];
    const pem = await office.give("fresh.pem", new X509Certificate(der).toString());
    const { data } = await office.json(["keys", "list"], looking);
    const known = data["keys"] as readonly { readonly id: string }[];
    const count = kind.method === "own-csr" ? 0 : 1;
    if (known.length !== count) found.push(`keys: ${known.length} are listed, not ${count}`);
    const publicKey = await this.publicKeyOf(known[0]?.id ?? "");
    if (publicKey !== openssl("x509", "-in", pem, "-noout", "-pubkey")) {
      found.push("keys: that of the certificate is another one");
    }
    if (kind.method !== "card") return found;
    await office.program.signsWith(office.old);
    const { certificate, ...pairs } = await office.program.objects();
    for (const [half, ids] of Object.entries(pairs)) {
      if (new Set(ids).size !== 2 || ids.length !== 2) {
        found.push(`keys: ${ids.length} ${half} objects on the card: ${ids.join(", ")}`);
      }
    }
    // The old one, the new one, and its issuer's.
    if (new Set(certificate).size !== 3 || certificate.length !== 3) {
      found.push(`certificates: ${certificate.join(", ")} are on the card`);
    }
    const id = pairs.private.find((one) => one !== office.old.id) ?? "";
    const onCard = await office.program.certificate(id);
    if (!onCard.raw.equals(der)) found.push("certificates: that on the card is another one");
    await office.program.signsWith({ id, pem: onCard.toString() });
    return found;
  }

  /** The public half of the private key, as OpenSSL has it from there. */
  private async publicKeyOf(id: string): Promise<string> {
    const { office, kind } = this;
    const { folder } = office;
    switch (kind.method) {
      case "own-csr":
        return openssl("pkey", "-in", folder.file("anna.key"), "-pubout");
      case "card": {
        const { private: ids } = await office.program.objects();
        const fresh = ids.find((one) => one !== office.old.id) ?? "";
        const file = folder.file("public.der");
        const read = ["--read-object", "--type", "pubkey", "--id", fresh, "--output-file", file];
        await office.program.run(...read);
        return openssl("pkey", "-pubin", "-inform", "DER", "-in", file, "-pubout");
      }
      case "csr": {
        const [pfx, password] = [folder.file("anna.p12"), folder.file("export-password")];
        const args = ["keys", "export", id, "--out", pfx, "--password-file", password, "--yes"];
        const { code, stdout, stderr } = await office.cli(args, looking);
        assert.equal(code, 0, `keys export: ${stdout}${stderr}`);
        const key = await office.give("key.pem", "");
        const from = ["-in", pfx, "-passin", `file:${password}`];
        openssl("pkcs12", ...from, "-nocerts", "-nodes", "-out", key);
        return openssl("pkey", "-in", key, "-pubout");
      }
    }
  }
}

function optionsFor({ role, method, slow = false }: CertumKind): CertumOfficeOptions {
  const after = slow ? 3 : 0;
  return {
    values: { role, keyMethod: method, algorithm: "ec-p256" },
    simulator: { automatic: { reviewAfter: after, confirmAfter: after, issueAfter: after } },
    ...(method === "card" ? { card: { keyType: "EC:prime256v1" } } : {}),
  };
}

/** Answers to all that is asked, as far as they are known beforehand. */
function answersFor({ role, method, order = "renew" }: CertumKind): Record<string, unknown> {
  const { verification: _, ...partnerData } = organizationData;
  const byRole =
    role === "customer"
      ? {
          "*/*/panel-password": { portalPassword: { file: "portalPassword" } },
          "*/choose-order/order": orderNumber,
          "*/organization-data/data": organizationData,
          "*/organization-data/summary:*": "submit",
          "*/email-address/email": { address: mailbox },
        }
      : {
          "*/*/partner-password-*": { partnerPassword: { file: "partnerPassword" } },
          "*/choose-order/order-kind": { kind: order },
          "*/organization-data/data": partnerData,
        };
  return {
    ...byRole,
    "*/certificate-data/certificate-data": { commonName: "organization" },
    "*/key-method/key-method": method,
    ...(method === "card" ? { "*/card/algorithm": "ec-p256" } : {}),
    ...(method === "own-csr" ? { "*/own-request/key-kept:*": true } : {}),
    "*/install-certificate/install": true,
    ...(method === "csr" ? { "*/back-up/back-up": true } : {}),
  };
}

function filesFor({ method }: CertumKind): Record<string, string> {
  return method === "own-csr" ? { "*/own-request/own-request": "anna.csr" } : {};
}

/** What the panel counts in an undisturbed renewal. */
const panelOnce = {
  "data.accepted": 1,
  "emails.accepted": 1,
  "emails.sent": 1,
  "activations.accepted": 1,
  "certificates.issued": 1,
};

const oneOrder = {
  "partner.orders.accepted": 1,
  "partner.mails": 1,
  "partner.certificates.issued": 1,
};

/** What the partner's service counts. */
const partnerOnce = {
  renew: { ...oneOrder, "partner.orders.renewal": 1 },
  new: { ...oneOrder, "partner.orders.new": 1 },
};
