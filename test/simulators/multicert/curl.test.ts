import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
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
const redirectUri = "http://127.0.0.1:50000/callback";

type Json = Record<string, unknown>;

interface Announcement {
  readonly officeUrl: string;
  readonly cscUrl: string;
  readonly trustUrl: string;
  readonly controlUrl: string;
}

describe("Multicert's simulator as a program, with curl and OpenSSL as its clients", () => {
  let home: TemporaryHome;
  let site: Announcement;
  let stop: () => Promise<number | null>;

  const start = async (...options: readonly string[]): Promise<void> => {
    const clock = ["--clock", "2026-11-20T09:00:00Z"];
    const args = ["--json", "--out", home.path, ...clock, ...options];
    const child = spawn(process.execPath, [main, "multicert", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    site = JSON.parse(line) as Announcement;
    stop = async () => {
      const ended = once(child, "exit") as Promise<[number | null]>;
      child.kill("SIGTERM");
      return (await ended)[0];
    };
  };

  before(function () {
    requireTool(this, "curl");
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    home = await temporaryHome("multicert");
    stop = () => Promise.resolve(0);
  });
  afterEach(async () => {
    await stop();
    await home.remove();
  });

  const run = (program: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    assert.equal(status, 0, `${program} ${args.join(" ")}\n${stderr}${stdout}`);
    return stdout;
  };
  const curl = (...args: readonly string[]): string => {
    const cookies = ["--cookie", home.file("cookies"), "--cookie-jar", home.file("cookies")];
    return run("curl", "--silent", "--cacert", home.file("tls-root.pem"), ...cookies, ...args);
  };
  const json = (...args: readonly string[]): Json => JSON.parse(curl(...args)) as Json;
  const form = (fields: Readonly<Record<string, string>>): string[] =>
    Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
  const bearer = (token: unknown): string[] => [
    "--header",
    `authorization: Bearer ${String(token)}`,
  ];
  const control = (path: string, body?: Json): Json => {
    const data = body === undefined ? [] : ["--data", JSON.stringify(body)];
    return JSON.parse(run("curl", "--silent", "--fail", ...data, site.controlUrl + path)) as Json;
  };
  const hidden = (page: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
  const mailedCode = (): string => {
    const { mails } = control("mails") as { mails: { text: string }[] };
    return /code is (\d{6})/.exec(mails.at(-1)?.text ?? "")?.[1] ?? "";
  };

  /** A token of the scope `service`: login and consent with curl as the browser. */
  const accessToken = (oauth2: string, client: Readonly<Record<string, string>>): unknown => {
    const verifier = randomBytes(32).toString("base64url");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: client["client_id"] ?? "",
      redirect_uri: redirectUri,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      state: "a state of ours",
    });
    const login = curl(`${oauth2}oauth2/authorize?${query.toString()}`);
    const fields = { csrf: hidden(login, "csrf"), request: hidden(login, "request") };
    const account = { user: "ana.sousa", password: "Client1Ana" };
    const consent = curl("--location", ...form({ ...fields, ...account }), `${oauth2}oauth2/login`);
    const answer = { csrf: hidden(consent, "csrf"), request: hidden(consent, "request") };
    const headers = curl(
      ...["--include", ...form({ ...answer, decision: "allow" })],
      `${oauth2}oauth2/consent`,
    );
    const callback = new URL(/^location: (\S+)/im.exec(headers)?.[1] ?? "about:blank");
    assert.equal(callback.searchParams.get("state"), "a state of ours");
    const code = callback.searchParams.get("code") ?? "";
    const redeem = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
    const given = form({ ...redeem, code_verifier: verifier, ...client });
    return json(...given, `${oauth2}oauth2/token`)["access_token"];
  };

  const officeToken = (): unknown =>
    json(
      ...["--user", "exemplo:Client-Secret-1", ...form({ grant_type: "client_credentials" })],
      `${site.officeUrl}api/oauth2/token`,
    )["access_token"];

  /** Signs a text through the back office; OpenSSL judges it. */
  const signed = (office: (path: string, body: Json) => Json): boolean => {
    writeFileSync(home.file("text"), "nothing that anybody could mean");
    const hash = run("openssl", "dgst", "-sha256", "-hex", "-r", home.file("text")).slice(0, 64);
    const body = { hash: Buffer.from(hash, "hex").toString("base64"), hashAlgorithm: "SHA-256" };
    const answer = office("certificates/CERT-2/signatures", body);
    if (answer["error"] !== undefined) return false;
    const save = (name: string, member: string): string => {
      writeFileSync(home.file(name), Buffer.from(String(answer[member]), "base64"));
      return home.file(name);
    };
    const leaf = save("leaf.cer", "certificate");
    const chain = ["-CAfile", home.file("ca-chain.pem"), "-attime"];
    const at = String(Date.parse("2026-11-20T09:00:00Z") / 1000);
    assert.match(run("openssl", "verify", ...chain, at, leaf), /: OK/);
    const pem = run("openssl", "x509", "-in", leaf, "-noout", "-pubkey");
    writeFileSync(home.file("key.pem"), pem);
    const proof = ["-verify", home.file("key.pem"), "-signature", save("signature", "signature")];
    return run("openssl", "dgst", "-sha256", ...proof, home.file("text")) === "Verified OK\n";
  };

  for (const [preset, version, client] of [
    ["multicert", "1.0.4.0", { client_id: "signstash-desktop" }],
    ["other", "2.0.0.2", { client_id: "perennial-other", client_secret: "Other1Secret" }],
  ] as const)
    it(`a blocked grant is renewed at the trust service "${preset}", and signs again`, async () => {
      await start("--preset", preset);
      const token = officeToken();
      const office = (path: string, body?: Json, method = "POST"): Json => {
        const data = ["--request", method, "--data", JSON.stringify(body)];
        const sent = body === undefined ? [] : data;
        return json(...bearer(token), ...sent, `${site.officeUrl}api/${path}`);
      };
      assert.ok(signed(office));
      control("certificates/CERT-2", { signatures: 1_000_000_000 });
      assert.ok(!signed(office));

      const renewal = office("certificates/CERT-2/renewals", { reference: "R-1" });
      const { cscUrl, clientId, credentialId, numSignatures } = renewal["authorization"] as {
        [name: string]: string | number;
      };
      assert.deepEqual([cscUrl, clientId], [site.cscUrl, client.client_id]);
      let bearerToken: unknown;
      const csc = (method: string, body: Json): string => {
        const auth = bearerToken === undefined ? [] : bearer(bearerToken);
        const type = ["--header", "content-type: application/json"];
        return curl(...auth, ...type, "--data", JSON.stringify(body), `${cscUrl}${method}`);
      };
      const info = JSON.parse(csc("info", {})) as { [name: string]: string };
      assert.equal(info["specs"], version);
      const oauth2 = info["oauth2"] ?? `${info["oauth2Issuer"]}/`;
      bearerToken = accessToken(oauth2, client);

      const credentialID = credentialId ?? "";
      const first = version.startsWith("1.");
      const asked = first
        ? csc("credentials/sendOTP", { credentialID })
        : csc("credentials/getChallenge", { credentialID, authObjectID: "OTP" });
      assert.equal(asked, "");
      const factors = first
        ? { OTP: mailedCode() }
        : { authData: [{ id: "OTP", value: mailedCode() }] };
      const authorize = { credentialID, numSignatures, ...factors };
      const { SAD } = JSON.parse(csc("credentials/authorize", authorize)) as Json;

      const body = { credentialId: credentialID, sad: SAD };
      const done = office(`renewals/${String(renewal["id"])}/authorization`, body);
      assert.equal(done["state"], "completed");
      const { access } = office("certificates/CERT-2") as { access: Json };
      assert.deepEqual(
        [access["state"], access["expiresAt"]],
        ["Active", "2027-01-19T09:00:00.000Z"],
      );
      assert.ok(signed(office));
      assert.equal(office("services/SRV-3")["status"], "Inactive");
      const change = { reference: "S-1", status: "Active" };
      assert.equal(office("services/SRV-3/status", change, "PUT")["status"], "Active");
    }).timeout(120_000);

  it("ends with 0 on SIGTERM", async () => {
    await start();
    const end = stop;
    stop = () => Promise.resolve(0);
    assert.equal(await end(), 0);
  });

  it("says what is wrong with a command line, and ends with 2", async () => {
    const env = { PATH: process.env["PATH"] };
    for (const args of [
      ["--preset", "x"],
      ["--clock", "x"],
      ["--mail", "english"],
    ]) {
      const program = [main, "multicert", ...args];
      const { code, stderr } = await runProcess(process.execPath, program, { env });
      assert.equal(code, 2);
      assert.match(stderr, /npm run simulate -- multicert/);
      assert.doesNotMatch(stderr, /luxtrust/);
    }
  });
});
