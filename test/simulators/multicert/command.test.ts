import assert from "node:assert/strict";
import { UsageError } from "../shared/command-line.js";
import { parseCommand, settings } from "./command.js";

describe("The command line of Multicert's simulator", () => {
  it("is Multicert's trust service, and sends no notices by itself", () => {
    assert.deepEqual(parseCommand([]).options, {
      automatic: { notices: false },
      authorityKeys: "ec",
      preset: "multicert",
      trust: {},
      credential: {},
    });
  });

  it("takes a preset, a version, and how credentials are authorised", () => {
    const { options, json } = parseCommand(
      "--json --auto --port 8000 --preset other --csc v2 --auth-mode oauth2code --pin false --otp optional --otp-source offline".split(
        " ",
      ),
    );
    assert.deepEqual(
      { ...options, json },
      {
        json: true,
        port: 8000,
        automatic: { notices: true },
        authorityKeys: "ec",
        preset: "other",
        trust: { versions: ["v2"] },
        credential: {
          authMode: "oauth2code",
          pinPresence: "false",
          otpPresence: "optional",
          otpSource: "offline",
        },
      },
    );
  });

  for (const wrong of [
    "--port 65534",
    "--preset acme",
    "--csc v3",
    "--auth-mode none",
    "--pin maybe",
    "--otp-source sms",
    "--clock noon",
    "extra",
  ])
    it(`refuses ${wrong}`, () => {
      assert.throws(() => parseCommand(wrong.split(" ")), UsageError);
    });

  it("says what a profile needs, quoted for a shell", () => {
    const addresses = {
      officeUrl: "https://127.0.0.1:1/",
      cscUrl: "https://127.0.0.1:2/csc/v1/",
      trustUrl: "",
      controlUrl: "",
    };
    const lines = settings({ addresses }, "/tmp/it's here").join("\n");
    assert.match(lines, /--set officeUrl=https:\/\/127\.0\.0\.1:1\//);
    assert.match(lines, /--set cscUrl=https:\/\/127\.0\.0\.1:2\/csc\/v1\//);
    assert.ok(lines.includes(String.raw`--set roots='/tmp/it'\''s here/tls-root.pem'`));
    assert.match(settings({ addresses }, undefined).join("\n"), /--out DIR/);
  });
});
