import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  repositoryRoot,
  requireTool,
  runProcess,
  temporaryHome,
  type TemporaryHome,
} from "../../harness/index.js";

const main = join(repositoryRoot(), "test", "dist", "simulators", "main.js");
const number = "ORDER/0000123456/dk";

interface Announcement {
  readonly portalUrl: string;
  readonly controlUrl: string;
}

describe("Certum's simulator as a program, with curl and OpenSSL as its clients", () => {
  let home: TemporaryHome;
  let site: Announcement;
  let stop: () => Promise<number | null>;

  before(function () {
    requireTool(this, "curl");
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    home = await temporaryHome("certum");
    const options = ["--clock", "2026-11-20T09:00:00Z", "--review-days", "2"];
    const args = ["--json", "--out", home.path, "--outbox", home.file("mail"), ...options];
    const child = spawn(process.execPath, [main, "certum", ...args], {
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
  const csrfOf = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const panel = (path: string): string => `${site.portalUrl}panel/${path}`;
  const logIn = (): string => {
    const fields = [`csrf=${csrfOf(curl(panel("login")))}`, "user=anna.nowak"];
    const password = ["--data-urlencode", "password=Panel1Anna"];
    curl(
      fields.flatMap((field) => ["--data-urlencode", field]),
      password,
      panel("login"),
    );
    return csrfOf(curl(panel("dashboard")));
  };

  it("an order is activated: data, two days, mailbox, request, certificate, a message in it", () => {
    const first = logIn();
    const organization = ["organization=Example Ltd", "country=GB", "state=Kent", "locality=Deal"];
    const register = ["registrationType=CRN", "registrationNumber=01234567"];
    const about = [`csrf=${first}`, `number=${number}`, "reference=R-1", "verification=register"];
    const all = [...about, ...organization, ...register, "statements=terms,truth"];
    const page = curl("--write-out", "%{http_code}", form(all), panel("data"));
    assert.equal(page, "303");
    control("clock", { advance: 2 * 24 * 3600 });

    const csrf = logIn();
    const order = `number=${encodeURIComponent(number)}`;
    const show = (): string => curl(panel(`order?${order}`));
    assert.match(show(), /"steps":\{"data":"verified","email":"awaiting-data"/);
    const address = ["reference=E-1", "address=office@example.com"];
    curl(form([`csrf=${csrf}`, `number=${number}`, ...address]), panel("email"));
    const { mails } = JSON.parse(run("curl", "--silent", `${site.controlUrl}mails`)) as {
      mails: { text: string }[];
    };
    const link = /^https:.*$/m.exec(mails[0]?.text ?? "")?.[0] ?? "";
    const token = /name="token" value="([^"]+)"/.exec(curl(link))?.[1] ?? "";
    assert.match(
      curl("--data-urlencode", `token=${token}`, `${site.portalUrl}verify/email`),
      /is verified/,
    );

    const [key, csr] = [home.file("key.pem"), home.file("request.pem")];
    const subject = ["-subj", "/C=GB/O=Example Ltd/CN=office@example.com"];
    run(
      "openssl",
      "req",
      "-new",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      key,
      subject,
      "-out",
      csr,
    );
    assert.match(curl(form([`csrf=${csrf}`, `csr=<${csr}`]), panel("csr")), /"result":"Correct"/);
    const choice = ["commonName=mailbox", "fields=E,O,organizationIdentifier", `csr=@${csr}`];
    curl(
      form([`csrf=${csrf}`, `number=${number}`, "reference=A-1", ...choice]),
      panel("activation"),
    );
    assert.match(show(), /"status":"Submitted for issuance"/);
    control("orders/0000123456/issue", {});

    const [issued, issuers] = [home.file("certificate.pem"), home.file("issuers.pem")];
    writeFileSync(issued, curl(panel(`certificate?${order}`)));
    writeFileSync(issuers, curl(panel(`certificate/issuers?${order}`)));
    const at = ["-attime", String(Date.parse("2026-11-22T10:00:00Z") / 1000)];
    const chain = ["-CAfile", home.file("ca-root.pem"), "-untrusted", issuers];
    for (const purpose of ["smimesign", "smimeencrypt"])
      assert.match(run("openssl", "verify", at, chain, "-purpose", purpose, issued), /: OK/);
    const subjectLine = run("openssl", "x509", "-in", issued, "-noout", "-subject");
    assert.match(subjectLine, /organizationIdentifier = NTRGB-01234567/);
    const [text, signed, sealed] = [home.file("text"), home.file("signed"), home.file("sealed")];
    writeFileSync(text, "Hello\n");
    const signer = ["-signer", issued, "-inkey", key, "-certfile", issuers];
    run("openssl", "smime", "-sign", signer, "-in", text, "-out", signed);
    run("openssl", "smime", "-encrypt", "-aes256", "-in", signed, "-out", sealed, issued);
    const opened = home.file("opened");
    run(
      "openssl",
      "smime",
      "-decrypt",
      "-recip",
      issued,
      "-inkey",
      key,
      "-in",
      sealed,
      "-out",
      opened,
    );
    const verify = ["-verify", "-in", opened, "-CAfile", home.file("ca-root.pem"), ...at];
    assert.match(run("openssl", "smime", verify), /Hello/);
    const names = readdirSync(home.file("mail")).map((name) => name.replace(/^[0-9a-f]{32}\./, ""));
    assert.deepEqual(names.sort(), ["cer", "pem"]);
  });

  it("publishes what its certificates point to", () => {
    const list = home.file("issuing.crl");
    run("curl", "--silent", "--output", list, `${site.controlUrl}pki/issuing.crl`);
    const text = run("openssl", "crl", "-inform", "DER", "-in", list, "-noout", "-issuer");
    assert.match(text, /Certum S\/MIME CA/);
  });

  it("ends with 0 on SIGTERM", async () => {
    const end = stop;
    stop = () => Promise.resolve(0);
    assert.equal(await end(), 0);
  });

  it("says what is wrong with a command line, and ends with 2", async () => {
    const env = { PATH: process.env["PATH"] };
    for (const args of [
      ["certum", "--port", "x"],
      ["certum", "--short-notice"],
    ]) {
      const { code, stderr } = await runProcess(process.execPath, [main, ...args], { env });
      assert.equal(code, 2);
      assert.match(stderr, /npm run simulate -- certum/);
      assert.doesNotMatch(stderr, /luxtrust|digisign/);
    }
    const { code, stderr } = await runProcess(process.execPath, [main, "other"], { env });
    assert.equal(code, 2);
    assert.match(stderr, /^Which simulator\? There are these: luxtrust, digisign, certum/);
  });
});
