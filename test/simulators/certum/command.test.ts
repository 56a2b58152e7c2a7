import assert from "node:assert/strict";
import { UsageError } from "../shared/command-line.js";
import { parseCommand, settings } from "./command.js";

describe("The command line of Certum's simulator", () => {
  it("lets nothing happen by itself unless it is told to", () => {
    assert.deepEqual(parseCommand([]).options, { automatic: {}, authorityKeys: "ec" });
  });

  it("does all of it with --auto, and each part after its own time, a review also after days", () => {
    const automatic = (...args: string[]): unknown => parseCommand(args).options.automatic;
    const all = { reviewAfter: 3, confirmAfter: 3, issueAfter: 3 };
    assert.deepEqual(automatic("--auto"), all);
    assert.deepEqual(automatic("--auto", "--issue-after", "9"), { ...all, issueAfter: 9 });
    assert.deepEqual(automatic("--review-after", "0"), { reviewAfter: 0 });
    assert.deepEqual(automatic("--review-days", "7"), { reviewAfter: 604_800 });
    assert.deepEqual(automatic("--confirm-after", "1"), { confirmAfter: 1 });
  });

  it("takes folders, port and clock", () => {
    const { options, json } = parseCommand(
      "--json --port 8000 --out a --outbox b --clock 2026-11-20T09:00:00Z --authority-keys rsa".split(
        " ",
      ),
    );
    assert.deepEqual(
      { ...options, json },
      {
        json: true,
        port: 8000,
        out: "a",
        outbox: "b",
        now: new Date("2026-11-20T09:00:00Z"),
        automatic: {},
        authorityKeys: "rsa",
      },
    );
  });

  for (const wrong of [
    "--port 65535",
    "--review-days 0",
    "--review-days 8",
    "--issue-after soon",
    "--clock noon",
    "--authority-keys dsa",
    "extra",
  ])
    it(`refuses ${wrong}`, () => {
      assert.throws(() => parseCommand(wrong.split(" ")), UsageError);
    });

  it("says what a profile needs for either role, quoted for a shell", () => {
    const addresses = {
      portalUrl: "https://127.0.0.1:1/",
      partnerUrl: "https://p",
      controlUrl: "",
    };
    const lines = settings({ addresses }, "/tmp/it's here").join("\n");
    assert.match(lines, /--set way=portal --set portalUrl=https:\/\/127\.0\.0\.1:1\//);
    assert.match(lines, /--set role=partner --set partnerUrl=https:\/\/p/);
    assert.match(lines, /--set partnerUser=partner .*\n.*--set partnerCustomer=Przyklad/);
    assert.match(lines, /--set productCode=812 .*\n.*--set renewalProductCode=822/);
    assert.ok(lines.includes(String.raw`--set caRoots='/tmp/it'\''s here/ca-root.pem'`));
    assert.match(settings({ addresses }, undefined).join("\n"), /--out DIR/);
  });
});
