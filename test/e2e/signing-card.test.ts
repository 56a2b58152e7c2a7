import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { hasTool } from "../harness/index.js";
import { makePivKey, requireRig, VirtualReader } from "../rigs/index.js";
import { inTerminal, type Move } from "./pseudo-terminal.js";
import { SigningDesk } from "./signing-desk.js";
import { hideSystemDrivers } from "./token-desk.js";

describe("perennial sign with a smart card in a reader", function () {
  this.timeout(120_000);
  let desk: SigningDesk;
  let reader: VirtualReader;
  const pin = "123456";

  before(async function () {
    requireRig(this, VirtualReader.missing());
    if (!hasTool("python3")) requireRig(this, "python3 is not installed");
    desk = await SigningDesk.open();
    await hideSystemDrivers({ file: (...parts) => join(desk.home, ...parts) });
    reader = await VirtualReader.open();
  });
  after(async () => {
    await reader?.[Symbol.asyncDispose]();
    await desk?.[Symbol.asyncDispose]();
  });

  it("signs with 9A after one PIN, and with 9C after one for each file", async () => {
    const keys = {
      "9A": await makePivKey("P-256", "Authentication"),
      "9C": await makePivKey("RSA-2048", "Signature"),
    };
    const pem = Object.values(keys).map(({ certificate }) =>
      new X509Certificate(certificate).toString(),
    );
    const roots = await desk.give("card-roots.pem", pem.join("\n"));
    const card = await reader.piv({ keys, pin });
    await card.insert();
    const module = ["--module", reader.modulePath];
    for (const [name, certificate, asked] of [
      ["authentication", keys["9A"].certificate, 1],
      ["signature", keys["9C"].certificate, 3],
    ] as const) {
      const own = new X509Certificate(certificate).toString();
      const given = ["--certificate", await desk.give(`${name}.pem`, own)];
      const files = [await desk.give(`${name}-1.txt`, "1"), await desk.give(`${name}-2.txt`, "2")];
      const enter: Move = { sees: "(not shown):", types: `${pin}\r` };
      const { code, screen, left } = await inTerminal(
        desk.argv("sign", ...files, ...given, ...module),
        {
          ...{ PATH: process.env["PATH"] ?? "", HOME: desk.home, PERENNIAL_HOME: desk.home },
          ...{ LANG: "en", ...reader.environment },
        },
        Array.from({ length: asked }, () => enter),
      );
      assert.equal(code, 0, screen);
      assert.equal(left, 0, screen);
      assert.equal(screen.match(/\(not shown\)/g)?.length, asked, screen);
      const verdict = await desk.run(["verify", ...files, "--roots", roots]);
      assert.equal(verdict.code, 0, verdict.stdout);
    }
  });
});
