import { PerennialError, type Json, type JsonObject } from "@perennial/api";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BrokerServices } from "../brokers/broker-services.js";
import { TestServer, serverIdentity } from "../brokers/http/test-server.js";
import { TestWorld } from "../brokers/test-support.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import {
  FIXTURES,
  notCancelled,
  RecordedCallbacks,
  runnable,
  stepRun,
  TestHost,
} from "./test-support.js";

const DENIED = "ERR_ACCESS_DENIED";
/** What the permission model, the runtime or the brokers answer to each attempt. */
const REFUSED: { readonly [step: string]: string } = {
  "read-passwd": DENIED,
  "read-beside": DENIED,
  "read-environment": DENIED,
  "list-root": DENIED,
  "stat-passwd": DENIED,
  "write-outside": DENIED,
  "write-own-folder": DENIED,
  "delete-own-file": DENIED,
  "symlink-out": DENIED,
  "database-file": "plugin.forbidden",
  "database-attach": "plugin.forbidden",
  "database-hidden": "plugin.forbidden",
  "database-backup": "plugin.forbidden",
  "database-extension": "plugin.forbidden",
  "heap-snapshot": DENIED,
  "diagnostic-report": DENIED,
  "change-folder": DENIED,
  spawn: DENIED,
  exec: DENIED,
  fork: DENIED,
  cluster: DENIED,
  execve: DENIED,
  worker: DENIED,
  addon: "ERR_DLOPEN_DISABLED",
  "require-addon": "ERR_DLOPEN_DISABLED",
  wasi: DENIED,
  ffi: DENIED,
  "process-binding": DENIED,
  "linked-binding": DENIED,
  inspector: DENIED,
  "inspector-session": DENIED,
  "kill-parent": "plugin.forbidden",
  "kill-parent-hidden": "plugin.forbidden",
  "kill-imported": "plugin.forbidden",
  "kill-builtin": "plugin.forbidden",
  "restore-kill": "TypeError",
  "debug-parent": "plugin.forbidden",
  "slow-parent": "plugin.forbidden",
  "profile-near-limit": "plugin.forbidden",
  "lift-memory-limit": "plugin.forbidden",
  "change-user": "plugin.forbidden",
  "grant-itself": DENIED,
  "drop-and-read": DENIED,
  "see-environment": "environment.empty",
  connect: DENIED,
  "connect-tls": DENIED,
  "connect-local": DENIED,
  listen: DENIED,
  datagram: DENIED,
  "dns-lookup": DENIED,
  fetch: DENIED,
  "http-undeclared": "http.host-not-allowed",
  "http-scheme": "http.scheme-not-allowed",
  "http-file": "http.scheme-not-allowed",
  "http-userinfo": "http.host-not-allowed",
  "http-address": "http.host-not-allowed",
  "http-port": "http.host-not-allowed",
  "http-redirect": "http.host-not-allowed",
  "http-redirect-plain": "http.scheme-not-allowed",
  "http-oversize": "http.body-too-large",
  "http-host-header": "http.bad-request",
  "http-header-injection": "http.bad-request",
  "secret-undeclared": "plugin.permission-denied",
  "secret-forged": "secrets.not-found",
  "key-not-its-own": "keys.not-yours",
  "key-of-another-signs": "plugin.permission-denied",
  "key-overwrite": "plugin.permission-denied",
  "key-undeclared": "plugin.permission-denied",
  "install-undeclared": "plugin.permission-denied",
  "file-of-another": "files.not-given",
  "file-traversal": "files.not-given",
  "file-path": "files.not-given",
  "file-undeclared-field": "plugin.permission-denied",
  "save-outside": "files.bad-name",
  "save-absolute": "files.bad-name",
  "save-device": "files.bad-name",
  "save-undeclared": "plugin.permission-denied",
  "save-prototype": "plugin.permission-denied",
  "backup-outside": "files.not-allowed",
  "backup-link-out": "files.not-allowed",
  "backup-foreign-key": "keys.not-yours",
  "call-unknown-method": "plugin.bad-call",
  "pollute-parameters": "plugin.bad-call",
  "forge-methods": "forged.nothing-happened",
  "replace-api": "hooks.own-process-only",
};

/** Attempts that end the plugin's own process, and how. */
const FATAL: { readonly [step: string]: string } = {
  "loop-for-ever": "plugin.timeout",
  "never-answer": "plugin.timeout",
  "memory-bomb": "plugin.crashed",
  ...(process.platform === "linux" ? { "buffer-bomb": "plugin.out-of-memory" } : {}),
  "memory-bomb-report": "plugin.crashed",
  exit: "plugin.crashed",
  abort: "plugin.crashed",
  "unhandled-rejection": "plugin.crashed",
  "close-link": "plugin.protocol",
  "flood-messages": "plugin.flooded",
  "giant-message": "plugin.flooded",
  "endless-header": "plugin.flooded",
  garbage: "plugin.protocol",
};

/** Answers that are no outcome. */
const BAD_OUTCOME: { readonly [step: string]: string } = {
  "return-function": "plugin.bad-outcome",
  "return-date": "plugin.bad-outcome",
  "return-cycle": "plugin.bad-outcome",
  "return-nothing": "plugin.bad-outcome",
  "return-unknown-outcome": "plugin.bad-outcome",
  "return-bad-wait": "plugin.bad-outcome",
  "return-foreign-page": "plugin.permission-denied",
  "throw-nothing": "plugin.unexpected",
  "throw-unserialisable": "plugin.unexpected",
};

describe("A plugin that tries everything", function () {
  this.timeout(120_000);
  let hostile: RunnablePlugin;
  let orderly: RunnablePlugin;
  let world: TestWorld;
  let server: TestServer;
  let profile: JsonObject;
  let host: TestHost;
  /** Ends a step soon, where it is to be ended for its time. */
  let hasty: TestHost;

  before(async () => {
    hostile = await runnable(join(FIXTURES, "hostile"));
    orderly = await runnable(join(FIXTURES, "orderly"));
    world = await TestWorld.open();
    server = await TestServer.listen(await serverIdentity());
    server.answer = (request, response) => {
      const away: { readonly [path: string]: string } = {
        "/redirect-away": `https://127.0.0.1:${server.port}/`,
        "/redirect-plain": `http://localhost:${server.port}/`,
      };
      const location = away[request.url ?? ""];
      if (location !== undefined) response.writeHead(302, { location }).end();
      else response.end("x".repeat(request.url === "/oversize" ? 5_000 : 2));
    };
    const data = join(world.folder, "data");
    await mkdir(data);
    await writeFile(join(world.folder, "secret.txt"), "secret");
    await symlink(world.folder, join(data, "link-out"));
    world.secrets.set("other-profile/password", "hunter2");
    world.keys.set(`${"0".repeat(31)}1`, "another's");
    await world.store.setSetting(
      `key-owner:${"0".repeat(31)}1`,
      { renewal: "r-other", profileId: "other", account: "main" },
      undefined,
      world.now,
    );
    profile = {
      declared: server.url,
      undeclared: "https://example.org/",
      plain: server.url.replace("https:", "http:"),
      userinfo: server.url.replace("https://", "https://user:password@"),
      address: `https://127.0.0.1:${server.port}/`,
      otherPort: "https://localhost:9/",
      secretFile: join(world.folder, "secret.txt"),
      out: join(world.folder, "out"),
      data,
      roots: [server.identity.root],
    };
    const limits = { heap: 48, memory: 320, message: 1024 * 1024 };
    const services = new BrokerServices(world.container);
    host = new TestHost({ ...limits, step: 60_000 }, services);
    hasty = new TestHost({ ...limits, step: 1_500 }, services);
  });
  after(async () => {
    await Promise.all([host.processes.dispose(), hasty.processes.dispose()]);
    await server.close();
    await world.close();
  });

  const run = (step: string, by = host) =>
    by.processes.runStep(
      hostile,
      stepRun(hostile, step, { profile }),
      new RecordedCallbacks(),
      notCancelled,
    );
  const orderlyGoesOn = async () => {
    const outcome = await host.processes.runStep(
      orderly,
      stepRun(orderly, "prepare"),
      new RecordedCallbacks(),
      notCancelled,
    );
    assert.equal(outcome.outcome, "done");
  };

  for (const [step, code] of Object.entries(REFUSED)) {
    it(`is refused ${step} with ${code}`, async () => {
      const outcome = await run(step);
      const output = (outcome as { output?: { refused?: Json } }).output;
      assert.equal(output?.refused, code, JSON.stringify(outcome));
    });
  }

  it("is told of an error what it decides by, and no text of the program it comes from", async () => {
    const cause = new Error("what the driver printed: 73915402");
    const options = { detail: "73915402", cause, retry: { after: 60 }, effect: "none" } as const;
    const error = new PerennialError("token.module-crashed", { label: "Card" }, options);
    const services = {
      open: () => Promise.resolve({ call: () => Promise.reject(error) }),
      close: () => Promise.resolve(),
    };
    const withDriver = new TestHost({}, services);
    try {
      const outcome = await withDriver.processes.runStep(
        hostile,
        stepRun(hostile, "key-undeclared", { profile }),
        new RecordedCallbacks(),
        notCancelled,
      );
      const { output } = outcome as { output?: { refused?: string; seen?: string } };
      assert.equal(output?.refused, "token.module-crashed");
      assert.match(output.seen ?? "", /label: 'Card'/);
      assert.match(output.seen ?? "", /after: 60/);
      assert.doesNotMatch(output.seen ?? "", /73915402|driver/);
    } finally {
      await withDriver.processes.dispose();
    }
  });

  for (const [step, code] of Object.entries(BAD_OUTCOME)) {
    it(`does not get away with ${step}: ${code}`, async () => {
      const refused = await run(step).then(
        (outcome) =>
          (outcome as { error?: { code: string; plugin?: string; step?: string } }).error,
        (error: unknown) => error as { code: string; plugin?: string; step?: string },
      );
      assert.equal(refused?.code, code, JSON.stringify(refused));
      assert.equal(refused.plugin, "hostile");
      assert.equal(refused.step, step);
    });
  }

  for (const [step, code] of Object.entries(FATAL)) {
    it(`only ends its own process by ${step}: ${code}`, async () => {
      const by = code === "plugin.timeout" ? hasty : host;
      const crashes = by.crashes.length;
      await assert.rejects(run(step, by), { code, plugin: "hostile", step });
      assert.deepEqual(by.crashes.slice(crashes), [["hostile", code]]);
      await orderlyGoesOn();
    });
  }

  it("has left nothing behind", async () => {
    assert.deepEqual((await readdir(hostile.folder)).toSorted(), [
      "addon.node",
      "attempts",
      "l10n",
      "main.js",
      "package.json",
    ]);
    assert.equal(existsSync(join(world.folder, "escaped")), false);
    assert.equal(existsSync("/tmp/escaped"), false);
  });

  it("tries everything its manifest lists", () => {
    const tried = Object.keys({ ...REFUSED, ...FATAL, ...BAD_OUTCOME });
    const listed = hostile.providers[0]?.steps.map(({ name }) => name) ?? [];
    assert.deepEqual(
      listed.filter((name) => !tried.includes(name) && name !== "buffer-bomb"),
      [],
    );
  });
});
