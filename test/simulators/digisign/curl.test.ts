import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  repositoryRoot,
  requireTool,
  runProcess,
  temporaryHome,
  type TemporaryHome,
} from "../../harness/index.js";
import { signPdf } from "../testing/signing.js";
import { readCode } from "./index.js";

const main = join(repositoryRoot(), "test", "dist", "simulators", "main.js");

interface Announcement {
  readonly portalUrl: string;
  readonly controlUrl: string;
}

describe("DigiSign's simulator as a program, with curl and OpenSSL as its clients", () => {
  let home: TemporaryHome;
  let site: Announcement;
  let stop: () => Promise<number | null>;

  before(function () {
    requireTool(this, "curl");
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    home = await temporaryHome("digisign");
    const options = ["--clock", "2026-11-20T09:00:00Z", "--auto"];
    const args = ["--json", "--out", home.path, "--outbox", home.file("mail"), ...options];
    const child = spawn(process.execPath, [main, "digisign", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    site = JSON.parse(line) as Announcement;
    stop = async () => {
      const ended = once(child, "exit") as Promise<[number | null]>;
      child.kill("SIGTERM");
      return (await ended)[0];
    };
  });
  afterEach(async () => {
    await stop();
    await home.remove();
  });

  type Arguments = (string | readonly string[])[];
  const run = (program: string, ...args: Arguments): string => {
    const { status, stdout, stderr } = spawnSync(program, args.flat(), { encoding: "utf8" });
    assert.equal(status, 0, `${program} ${args.flat().join(" ")}\n${stderr}`);
    return stdout;
  };
  const curl = (...args: Arguments): string => {
    const jar = home.file("cookies");
    const trust = ["--cacert", home.file("tls-root.pem")];
    const cookies = ["--cookie", jar, "--cookie-jar", jar];
    return run("curl", "--silent", "--show-error", trust, cookies, ...args);
  };
  const control = (path: string, body: unknown): Record<string, unknown> =>
    JSON.parse(
      run("curl", "--silent", "--fail", "--data", JSON.stringify(body), site.controlUrl + path),
    ) as Record<string, unknown>;
  const form = (fields: readonly string[]): string[] => fields.flatMap((part) => ["--form", part]);

  /** A token's key and certificate, as files. */
  const token = (): { serial: string; certificatePem: string; privateKeyPem: string } => {
    const [key, publicKey] = [home.file("key.pem"), home.file("public.pem")];
    const kind = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    run("openssl", "genpkey", kind, "-out", key);
    run("openssl", "pkey", "-in", key, "-pubout", "-out", publicKey);
    const issued = control("certificates", {
      notAfter: "2026-12-20T10:00:00Z",
      publicKey: readFileSync(publicKey, "utf8"),
    });
    const certificatePem = String(issued["certificatePem"]);
    writeFileSync(home.file("certificate.pem"), certificatePem);
    const privateKeyPem = readFileSync(key, "utf8");
    return { serial: String(issued["serial"]), certificatePem, privateKeyPem };
  };

  it("a renewal is ordered, signed, sent, paid, reviewed, and issued on its day", async () => {
    const { serial, ...signer } = token();
    const portal = `${site.portalUrl}portal/renewal`;
    const csrf = /name="csrf" value="([^"]+)"/.exec(curl(portal))?.[1] ?? "";
    const picture = home.file("code.png");
    curl("--output", picture, `${portal}/code.png`);
    const code = readCode(readFileSync(picture));
    const fields = [`csrf=${csrf}`, `code=${code}`, "reference=R-1", "issuingDate=2026-11-25"];
    const where = ["email=ana@exemplu.example", "country=RO"];
    const files = [`certificate=@${home.file("certificate.pem")}`];
    const page = curl("--location", form([...fields, ...where, ...files]), `${portal}/orders`);
    assert.match(page, /data-state="documents"/);
    const { orders } = JSON.parse(curl(`${portal}/orders?reference=R-1`)) as {
      orders: { number: string }[];
    };
    const { number } = orders[0] ?? { number: "" };

    const order = `${site.portalUrl}signer/orders/${number}`;
    const send = (kind: string, file: string): string =>
      curl(form([`document=@${file}`]), `${order}/documents/${kind}?serial=${serial}`);
    for (const [kind, name] of [
      ["declaration", "Declaratie"],
      ["contract", "Contract"],
      ["terms", "Termeni"],
    ] as const) {
      const mailed = readFileSync(home.file("mail", `${name}_${number}.pdf`));
      const signed = home.file(`${name}.pdf`);
      writeFileSync(signed, await signPdf(mailed, signer));
      assert.match(send(kind, signed), /"receipt":"D-00000\d"/);
    }
    const message = `${picture}.p7m`;
    const keys = ["-signer", home.file("certificate.pem"), "-inkey", home.file("key.pem")];
    const how = ["-sign", "-cades", "-binary", "-nodetach", "-outform", "DER"];
    run("openssl", "cms", how, keys, "-in", picture, "-out", message);
    assert.match(send("identity", message), /"receipt":"D-000004"/);

    control("clock", { advance: 10 });
    const show = (): string => curl(`${order}?serial=${serial}`);
    assert.match(show(), /"state":"approved"/);
    control("clock", { set: "2026-11-25T06:59:59Z" });
    const early = curl(`${order}/certificate?serial=${serial}`);
    assert.deepEqual(JSON.parse(early), {
      error: { code: "certificate.not-issued", detail: "2026-11-25" },
    });
    control("clock", { set: "2026-11-25T07:00:00Z" });
    const issued = home.file("mail", `${number}.cer`);
    const chain = ["-CAfile", home.file("ca-root.pem"), "-untrusted", issued];
    const at = String(Date.parse("2026-11-25T08:00:00Z") / 1000);
    const verified = run(
      "openssl",
      "verify",
      "-attime",
      at,
      chain,
      "-purpose",
      "smimesign",
      issued,
    );
    assert.match(verified, /: OK/);
    assert.equal(
      run("openssl", "x509", "-in", issued, "-noout", "-pubkey"),
      run("openssl", "pkey", "-in", home.file("key.pem"), "-pubout"),
    );
    assert.equal(readdirSync(home.file("mail")).length, 5);
  });

  it("publishes a revocation list that OpenSSL reads", () => {
    const list = home.file("issuing.crl");
    run("curl", "--silent", "--output", list, `${site.controlUrl}pki/issuing.crl`);
    const text = run("openssl", "crl", "-inform", "DER", "-in", list, "-noout", "-issuer");
    assert.match(text, /DIGISIGN QUALIFIED CA 3/);
  });

  it("ends with 0 on SIGTERM", async () => {
    const end = stop;
    stop = () => Promise.resolve(0);
    assert.equal(await end(), 0);
  });

  it("says what is wrong with a command line, and ends with 2; where OpenSSL is missing, with 1", async () => {
    const env = { PATH: process.env["PATH"] };
    for (const args of [
      ["--port", "x"],
      ["--clock", "x"],
      ["--mail", "english"],
    ]) {
      const program = [main, "digisign", ...args];
      const { code, stderr } = await runProcess(process.execPath, program, { env });
      assert.equal(code, 2);
      assert.match(stderr, /npm run simulate -- digisign/);
      assert.doesNotMatch(stderr, /luxtrust/);
    }
    const bare = { env: { PATH: home.path } };
    const { code, stderr } = await runProcess(process.execPath, [main, "digisign"], bare);
    assert.equal(code, 1);
    assert.match(stderr, /^The DigiSign simulator checks signatures with openssl, which/);
  });
});
