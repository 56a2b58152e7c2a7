import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { PinQuestion, PinSource } from "@perennial/hardware";
import { CatalogueLocalizer } from "@perennial/l10n";
import { catalogue } from "../l10n/index.js";
import { Output } from "../output/output.js";
import { Sink } from "../testing/run-command.js";
import { someToken } from "@perennial/hardware/testing";
import type { Terminal } from "../terminal/terminal.js";
import { GivenPins } from "./given-pins.js";
import { PersonPins } from "./person-pins.js";
import { RenewalPins } from "./renewal-pins.js";

const clean = { spent: 0, unknown: 0, locked: false };

function asked(more: Partial<PinQuestion> = {}): PinQuestion {
  return {
    token: someToken(),
    pin: { use: "login" },
    history: clean,
    lastTry: false,
    countLow: false,
    ...more,
  };
}

const text = (pin: Uint8Array | undefined) => pin && Buffer.from(pin).toString();

describe("PINs that a run was given", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-pins-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function given(content: string): GivenPins {
    const path = join(folder, "pin");
    writeFileSync(path, content, { mode: 0o600 });
    return new GivenPins({ path, systemd: false });
  }

  it("go to the first token that asks and to no other", async () => {
    const pins = given("1234\n");
    assert.equal(text((await pins.ask(asked()))?.pin), "1234");
    const other = someToken({ label: "Other" });
    assert.equal(await pins.ask(asked({ token: other })), undefined);
    assert.equal(text((await pins.ask(asked()))?.pin), "1234");
  });

  it("are never taken for the PIN of a signature, which stands in a line of its own", async () => {
    const signature = { use: "signature", key: "01" } as const;
    assert.equal(await given("1234\n").ask(asked({ pin: signature })), undefined);
    const both = given("1234\r\n987654\r\n");
    assert.equal(text((await both.ask(asked({ pin: signature })))?.pin), "987654");
    assert.equal(text((await both.ask(asked()))?.pin), "1234");
  });

  it("never say yes to a last try or an unusual length", async () => {
    const entry = await given("12\n").ask(asked({ lastTry: true }));
    assert.deepEqual(Object.keys(entry ?? {}), ["pin"]);
  });

  it("are none where there is no file", async () => {
    const pins = new GivenPins(undefined);
    assert.equal(pins.unattended, true);
    assert.equal(await pins.ask(asked()), undefined);
  });
});

describe("PINs of a person", () => {
  const stdout = () => new Sink(true);

  /** A terminal at which these keys are typed, question by question. */
  function terminal(answers: readonly string[]): Terminal {
    const left = [...answers];
    return {
      hush: () => undefined,
      speak: () => undefined,
      interactive: true,
      ask: () => Promise.resolve(left.shift() ?? ""),
      secret: () => Promise.reject(new Error("A PIN is no text.")),
      keys: async (onKey) => {
        await Promise.resolve();
        for (const byte of Buffer.from(left.shift() ?? "\r"))
          if (onKey(Uint8Array.of(byte))) return;
      },
    };
  }

  function person(answers: readonly string[], sink = stdout()): PersonPins {
    const io = { stdout: sink, stderr: sink, env: {} };
    return new PersonPins({
      terminal: terminal(answers),
      out: new Output(io, { json: false, colour: false }),
      texts: new CatalogueLocalizer("en", [catalogue]),
    });
  }

  it("are bytes, corrected with Backspace and Ctrl-U, and never shown", async () => {
    const sink = stdout();
    const entry = await person(["x\u0015pé\u007f\u007f12é4\b5\r"], sink).ask(asked());
    assert.equal(text(entry?.pin), "12é5");
    assert.ok(!sink.text.includes("12"), sink.text);
  });

  it("are asked for one token after the other, also when two ask at once", async () => {
    const pins = person(["1111\r", "2222\r"]);
    const [one, two] = await Promise.all([
      pins.ask(asked()),
      pins.ask(asked({ token: someToken({ label: "Other" }) })),
    ]);
    assert.deepEqual([text(one?.pin), text(two?.pin)], ["1111", "2222"]);
  });

  it("of an unusual length are not sent without a yes, and the next question comes all the same", async () => {
    const pins = person(["12\r", "n", "1234\r"]);
    await assert.rejects(pins.ask(asked()), { code: "token.pin-length" });
    assert.equal(text((await pins.ask(asked()))?.pin), "1234");
    const sent = await person(["12\r", "y"]).ask(asked());
    assert.equal(sent?.anyLength, true);
  });

  it("are not asked for where the last try is not wanted, nor when nobody waits any more", async () => {
    assert.equal(await person(["n"]).ask(asked({ lastTry: true })), undefined);
    const entry = await person(["y", "1234\r"]).ask(asked({ lastTry: true }));
    assert.equal(entry?.acceptLastTry, true);
    await assert.rejects(person([]).ask(asked(), AbortSignal.abort()), { code: "token.cancelled" });
  });

  it("are asked for with the reason where they prove a certificate before any question", async () => {
    const sink = stdout();
    await person(["1234\r"], sink).ask(asked({ purpose: "prove" }));
    assert.match(
      sink.text.replaceAll(/\s+/gu, " "),
      /For a test signature, which proves that the certificate/u,
    );
  });

  it("are asked for with the document that they sign", async () => {
    const sink = stdout();
    await person(["1234\r"], sink).ask(asked({ document: "contract.pdf" }));
    assert.match(sink.text, /To sign the document “contract\.pdf”\./u);
  });

  it("come after what is known of the token and its tries", async () => {
    const sink = stdout();
    await person(["y", "1234\r"], sink).ask(
      asked({
        token: someToken({ flags: { pinFinalTry: true, pinToBeChanged: true } }),
        pin: { use: "signature", key: "01" },
        keyLabel: "signature",
        history: { spent: 2, unknown: 1, locked: false, lastSpent: "2026-11-20T10:00:00.000Z" },
        lastTry: true,
        countLow: true,
      }),
    );
    const words = sink.text.replaceAll(/\s+/g, " ");
    for (const said of [
      "“Card” (Model, serial number 1)",
      "Reader of Card",
      "4 to 8 characters",
      "the key “signature”",
      "the last 2 tries were wrong, or ended without an answer",
      "is to be changed",
      "THIS MAY BE THE LAST TRY. The token says",
      "PIN for signatures",
    ]) {
      assert.ok(words.includes(said), `${said}: ${words}`);
    }
  });
});

describe("PINs for the steps of renewals", () => {
  function failing(code: string): PinSource {
    return { unattended: false, ask: () => Promise.reject(new PerennialError(code)) };
  }

  it("that are left with Ctrl-C stop the command first, and fail nothing before it stops", async () => {
    const stopping = new AbortController();
    const order: string[] = [];
    const pins = new RenewalPins(
      failing("cli.interrupted"),
      () => {
        order.push("left");
        setImmediate(() => {
          order.push("stopping");
          stopping.abort();
        });
      },
      stopping.signal,
    );
    await assert.rejects(pins.ask(asked()), { code: "cli.interrupted" });
    assert.deepEqual(order, ["left", "stopping"]);
  });

  it("that cannot be had for another reason stop nothing", async () => {
    const never = new AbortController().signal;
    const pins = new RenewalPins(failing("token.pin-length"), () => assert.fail(), never);
    await assert.rejects(pins.ask(asked()), { code: "token.pin-length" });
    assert.equal(pins.unattended, false);
  });
});
