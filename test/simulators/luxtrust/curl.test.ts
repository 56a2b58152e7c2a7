import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
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

interface Announcement {
  readonly orderUrl: string;
  readonly sofieUrl: string;
  readonly cssfUrl: string;
  readonly controlUrl: string;
}

describe("The simulator as a program, with curl and OpenSSL as its clients", () => {
  let home: TemporaryHome;
  let site: Announcement;
  let stop: () => Promise<number | null>;

  before(function () {
    requireTool(this, "curl");
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    home = await temporaryHome("curl");
    const args = ["--json", "--out", home.path, "--outbox", home.file("mail")];
    const child = spawn(process.execPath, [main, "luxtrust", ...args], {
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
  const find = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? "";
  const csrf = (html: string): string => find(html, /name="csrf" value="([^"]+)"/);
  const control = (path: string, body = "{}"): string =>
    run("curl", "--silent", "--fail", "--data", body, site.controlUrl + path);

  it("a CRYPT certificate is ordered, mailed, uploaded, declared, configured and reported", () => {
    const [key, csr] = [home.file("key.pem"), home.file("request.pem")];
    const subject = "/C=LU/L=Luxembourg/O=Acme S.A./CN=Ada Weber";
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    run("openssl", "req", "-new", kind, "-keyout", key, "-out", csr, "-subj", subject);

    const order = `${site.orderUrl}ssl-certificate`;
    const fields = ["reference=R-1", "account=CRYPT", "name=Ada Weber", "company=Acme S.A."];
    const where = ["email=reporting@acme.example", "city=Luxembourg", "country=LU"];
    const sent = [`csrf=${csrf(curl(order))}`, ...fields, ...where, `csr=@${csr}`];
    const page = curl(
      "--location",
      sent.flatMap((part) => ["--form", part]),
      `${order}/orders`,
    );
    assert.equal(find(page, /data-state="([^"]+)"/), "pending");
    const found = JSON.parse(curl(`${order}/orders?reference=R-1`)) as {
      orders: { number: string; spkiHash: string }[];
    };
    const [{ number, spkiHash } = { number: "", spkiHash: "" }] = found.orders;
    control(`orders/${number}/approve`);

    const certificate = home.file("mail", `${number}.DER.txt`);
    const chain = ["-CAfile", home.file("ca-root.pem"), "-untrusted", certificate];
    assert.match(run("openssl", "verify", chain, "-purpose", "sslclient", certificate), /: OK/);
    assert.equal(
      run("openssl", "x509", "-in", certificate, "-noout", "-pubkey"),
      run("openssl", "pkey", "-in", key, "-pubout"),
    );

    const sofie = `${site.sofieUrl}sofie/luxtrust`;
    const login = ["--data-urlencode", `csrf=${csrf(curl(sofie))}`, "--data", "user=999900002"];
    const form = curl("--location", login, "--data", "password=Renewed2Sort", `${sofie}/login`);
    const file = `certificate=@${certificate}`;
    const receipt = curl("--form", `csrf=${csrf(form)}`, "--form", file, `${sofie}/upload`);
    assert.equal(find(receipt, /data-receipt="([^"]+)"/), "U-000001");
    assert.match(curl(`${sofie}/uploads?spki=${spkiHash}`), /"account":"CRYPT"/);

    const declaration = ["--form", "reference=D-1", "--form", "user=999900002", "--form", file];
    assert.match(curl(declaration, `${site.cssfUrl}certificates`), /data-receipt="C-000001"/);
    assert.match(curl(`${site.cssfUrl}certificates?spki=${spkiHash}`), /"reference":"D-1"/);

    control("uploads/U-000001/configuration");
    const name = readdirSync(home.file("mail")).find((entry) => entry.endsWith(".config")) ?? "";
    assert.match(name, /^sofie\.999900002\.\d{14}\.config$/);
    const content = home.file("content.json");
    const cms = ["cms", "-verify", "-binary", "-inform", "DER", "-in", home.file("mail", name)];
    run("openssl", cms, "-CAfile", home.file("operator-root.pem"), "-out", content);
    const json = JSON.parse(readFileSync(content, "utf8")) as Record<string, unknown>;
    assert.deepEqual(
      [json["user"], json["account"], json["spkiHash"]],
      ["999900002", "CRYPT", spkiHash],
    );

    const report = home.file("report.json");
    writeFileSync(report, '{"installed":true}');
    const parts = [`csrf=${csrf(form)}`, "reference=R-1", `report=@${report}`];
    const thanks = curl(
      parts.flatMap((part) => ["--form", part]),
      `${sofie}/reports`,
    );
    assert.match(thanks, /data-receipt="R-000001"/);
  });

  it("ends with 0 on SIGTERM", async () => {
    const end = stop;
    stop = () => Promise.resolve(0);
    assert.equal(await end(), 0);
  });

  it("says what is wrong with a command line, and ends with 2", async () => {
    const env = { PATH: process.env["PATH"] };
    for (const args of [
      [],
      ["nobody"],
      ["luxtrust", "--port", "x"],
      ["luxtrust", "--clock", "x"],
    ]) {
      const { code, stderr, stdout } = await runProcess(process.execPath, [main, ...args], { env });
      assert.equal(code, 2);
      assert.match(stderr, /npm run simulate/);
      assert.equal(stdout, "");
    }
  });
});
