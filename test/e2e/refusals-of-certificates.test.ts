import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { World } from "./world.js";
import { allAnswers } from "./world-options.js";
import { type JsonResult } from "./renewal-json.js";

/** The rows of "must be refused" that are about the certificate's file, through the command line. */
describe("A file that is given for the certificate", function () {
  this.timeout(120_000);
  let world: World;
  let renewal: string;

  // Nobody approves, so the renewal waits for the certificate; mails go nowhere.
  before(async () => {
    world = await World.open({ now: "soon", mails: false, simulator: { automatic: {} } });
    const begun = await world.renew({}, "");
    assert.equal(begun.code, 4, JSON.stringify(begun.data));
    assert.equal(begun.data.renewals?.[0]?.step?.name, "receive-certificate");
    renewal = begun.data.renewals[0].id;
  });
  after(() => world[Symbol.asyncDispose]());

  const offer = async (name: string, content: Buffer | string): Promise<JsonResult> => {
    const path = await world.give(name, content);
    const { code, stdout, stderr } = await world.inProcess([
      "answer",
      renewal,
      "certificate",
      "--file",
      path,
    ]);
    if (code !== 0)
      return { code, data: { perennial: 1, command: "answer", error: { code: stdout + stderr } } };
    return world.json("resume", renewal);
  };
  const refusedWith = (result: JsonResult): string =>
    result.data.error?.code ?? result.data.renewals?.[0]?.wait?.refusal?.code ?? "taken";

  const refused: readonly (readonly [string, string, string, () => Promise<Buffer | string>])[] = [
    [
      "is no certificate",
      "garbage.txt",
      "certificates.none-found",
      async () => "no certificate at all\n",
    ],
    [
      "is binary garbage",
      "garbage.der",
      "certificates.none-found",
      async () => Buffer.from([0, 1, 2, 255]),
    ],
    [
      "is for the old key",
      "old.txt",
      "luxtrust.certificate-of-old-key",
      () => readFile(world.old.get("MAIN") ?? "", "utf8"),
    ],
    [
      "is another account's",
      "crypt.txt",
      "luxtrust.certificate-for-foreign-key",
      async () => (await other("CRYPT")).certificatePem,
    ],
    [
      "holds several, none of which fits",
      "several.txt",
      "luxtrust.certificate-",
      async () => (await other("MAIN")).chainPem,
    ],
  ];
  const other = (account: "MAIN" | "CRYPT") =>
    world.simulator.issueExisting({
      user: account === "MAIN" ? "999900001" : "999900002",
      account,
      notAfter: new Date(world.time + 300 * 86_400_000),
      algorithm: "ec-p256",
    });

  for (const [what, name, code, content] of refused) {
    it(`is refused when it ${what}, with a code and a sentence`, async () => {
      const result = await offer(name, await content());
      assert.equal(result.code, 4, JSON.stringify(result.data));
      assert.ok(refusedWith(result).startsWith(code), refusedWith(result));
      const shown = await world.inProcess(["show", renewal]);
      assert.match(shown.stdout, new RegExp(code.replaceAll(".", "\\.")));
      assert.doesNotMatch(shown.stdout, /error\.(?:luxtrust|certificates)\./);
    });
  }

  it("is refused before it is taken when it is empty, too large, a folder or absent", async () => {
    for (const [content, code] of [
      ["", "files.empty"],
      [Buffer.alloc(9 * 1024 * 1024, "A"), "files.too-large"],
    ] as const) {
      const result = await offer("unusable.txt", content);
      assert.match(refusedWith(result), new RegExp(code.replace(".", "\\.")));
      assert.ok(result.code === 3 || result.code === 5, String(result.code));
    }
    for (const [path, code] of [
      [world.folder, "files.not-a-file"],
      [world.file("nowhere"), "files.not-found"],
    ]) {
      const { stdout, stderr } = await world.inProcess([
        "answer",
        renewal,
        "certificate",
        "--file",
        path ?? "",
      ]);
      assert.match(stdout + stderr, new RegExp(code ?? ""));
    }
  });

  it("is refused when an answers file gives it, with exit code 3, and the renewal stays", async () => {
    await world.give("wrong.txt", "still no certificate\n");
    const result = await world.resume({ files: { "*/receive-certificate/*": "wrong.txt" } }, "");
    assert.equal(result.code, 3, JSON.stringify(result.data));
    assert.equal(result.data.renewals?.[0]?.error?.code, "certificates.none-found");
    assert.equal(result.data.renewals[0].state, "waiting");
  });

  it("is taken in the end, whatever was offered before, and the renewal ends", async () => {
    const [order] = (world.simulator.state() as { orders: { number: number }[] }).orders;
    world.simulator.automatic = { approveAfter: 0, configurationAfter: 0 };
    await world.simulator.orders.approve(Number(order?.number), {});
    const given = await offer("right.txt", world.lastAttachment().content);
    assert.equal(refusedWith(given), "taken", JSON.stringify(given.data));
    assert.notEqual(given.data.renewals?.[0]?.step?.name, "receive-certificate");
    await world.resume({}, "");
    const configuration = world.lastAttachment();
    await world.deliver(configuration.name, configuration.content);
    const ended = await world.resume();
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
    assert.deepEqual(await world.leaks(), []);
  });
});

describe("A certificate as mail programs leave it", function () {
  this.timeout(120_000);
  const forms = {
    "PEM with CRLF line ends": { crlf: true },
    "PEM with a byte order mark": { bom: true },
    "PEM with text before it": { leadingText: "Dear customer,\nhere it is.\n" },
    "PEM with its issuer first": { blocks: "reversed" },
    "PEM with a stranger's certificate beside it": { blocks: "with-other" },
    DER: { encoding: "der" },
    "base64 without armour": { encoding: "base64" },
    "the French mail": { form: "french" },
  } as const;
  for (const [name, mail] of Object.entries(forms)) {
    it(`is taken: ${name}`, async () => {
      await using world = await World.open({
        now: "soon",
        values: { way: "assisted" },
        simulator: { automatic: {}, mail },
        // The English manual's attachment holds the certificate alone.
        issuerKnown: true,
      });
      const orderAnswers = { "*/order-certificate/order": {} };
      const begun = await world.renew({ answers: { ...allAnswers, ...orderAnswers } }, "");
      assert.equal(
        begun.data.renewals?.[0]?.step?.name,
        "receive-certificate",
        JSON.stringify(begun.data),
      );
      await world.simulator.orders.approve(await world.orderByPerson(), {});
      await world.pass(60_000);
      const result = await world.json("resume", "acme");
      assert.equal(
        result.data.renewals?.[0]?.step?.name,
        "upload-certificate",
        JSON.stringify(result.data),
      );
    });
  }
});
