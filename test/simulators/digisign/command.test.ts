import assert from "node:assert/strict";
import { UsageError } from "../shared/command-line.js";
import { parseCommand, settings } from "./command.js";

describe("The command line of DigiSign's simulator", () => {
  it("lets nothing happen by itself unless it is told to", () => {
    assert.deepEqual(parseCommand([]).options, {
      automatic: {},
      thresholds: { shortNotice: false },
      authorityKeys: "ec",
    });
  });

  it("does all of it with --auto, and each part after its own time", () => {
    const automatic = (...args: string[]): unknown => parseCommand(args).options.automatic;
    assert.deepEqual(automatic("--auto"), { payAfter: 3, approveAfter: 3 });
    assert.deepEqual(automatic("--auto", "--pay-after", "9"), { payAfter: 9, approveAfter: 3 });
    assert.deepEqual(automatic("--approve-after", "0"), { approveAfter: 0 });
  });

  it("takes folders, port, clock and exception", () => {
    const { options, json } = parseCommand(
      "--json --port 8000 --out a --outbox b --clock 2026-11-20T09:00:00Z --short-notice --authority-keys rsa".split(
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
        thresholds: { shortNotice: true },
        authorityKeys: "rsa",
      },
    );
  });

  for (const wrong of [
    "--port 65535",
    "--pay-after soon",
    "--clock noon",
    "--authority-keys dsa",
    "extra",
  ])
    it(`refuses ${wrong}`, () => {
      assert.throws(() => parseCommand(wrong.split(" ")), UsageError);
    });

  it("says what a profile needs, quoted for a shell", () => {
    const addresses = { portalUrl: "https://127.0.0.1:1/", controlUrl: "" };
    const lines = settings({ addresses }, "/tmp/it's here").join("\n");
    assert.match(lines, /--set way=portal --set portalUrl=https:\/\/127\.0\.0\.1:1\//);
    assert.ok(lines.includes(String.raw`--set caRoots='/tmp/it'\''s here/ca-root.pem'`));
    assert.match(settings({ addresses }, undefined).join("\n"), /--out DIR/);
  });
});
