import assert from "node:assert/strict";
import { Customer, number, typedData } from "../testing/customer.js";
import { failedWith, refusedWith, sentence, waitOf } from "../testing/expect.js";
import { refusal } from "../testing/panel-pages.js";
import type { Rest } from "../testing/world.js";

/** What stands in the form that is asked. */
function shown(rest: Rest): Readonly<Record<string, unknown>> {
  const wait = waitOf(rest);
  assert.ok(wait.for === "person" && wait.question.type === "form", wait.key);
  return wait.question.values ?? {};
}

describe("Must be refused: missing starred field", () => {
  for (const field of ["organization", "country", "state", "locality"] as const) {
    for (const way of ["portal", "assisted"] as const) {
      it(`${field}, ${way}: the rest stays filled in`, async () => {
        const anna = new Customer({ way });
        await anna.chooses();
        const rest = await anna.give("data", { ...typedData, [field]: "  " });
        assert.equal(refusedWith(rest), "certum.data.missing-field");
        assert.deepEqual(waitOf(rest).refusal?.params["detail"], { key: `certum.field.${field}` });
        const { [field]: empty, ...others } = shown(rest);
        assert.equal(empty, "");
        const { [field]: _, ...given } = typedData;
        assert.deepEqual(others, given);
        assert.equal(anna.world.panel.posts("panel/data"), 0);
      });
    }
  }

  for (const field of ["registrationType", "registrationNumber"] as const) {
    it(`${field}, where the register is searched`, async () => {
      const anna = new Customer();
      await anna.chooses();
      const rest = await anna.give("data", { ...typedData, [field]: "" });
      assert.equal(refusedWith(rest), "certum.data.missing-field");
    });
  }

  it("and a country that is none", async () => {
    const anna = new Customer();
    await anna.chooses();
    for (const country of ["XX", "QQ", "pl", "Poland"]) {
      const rest = await anna.give("data", { ...typedData, country });
      assert.equal(refusedWith(rest), "certum.data.unknown-country", country);
    }
  });

  it("as the panel itself says it, if it asks for more than the form", async () => {
    const anna = new Customer();
    await anna.chooses();
    await anna.give("data", typedData);
    anna.world.panel.next = (request, path) =>
      path === "panel/data" ? refusal(request, 400, "data.missing-field", "state") : undefined;
    const rest = await anna.say("submit");
    assert.equal(refusedWith(rest), "certum.data.missing-field");
    assert.equal(shown(rest)["locality"], "Warszawa");
    anna.world.panel.next = undefined;
    await anna.give("data", { ...typedData, state: "pomorskie" });
    assert.match(waitOf(await anna.run()).key, /^summary:/, "the yes was one for other data");
    await anna.say("submit");
    assert.equal(anna.order.data?.state, "pomorskie");
  });
});

describe("Must be refused: unknown registry type", () => {
  it("before anything is sent, with the registers that Certum searches", async () => {
    const anna = new Customer();
    await anna.chooses();
    for (const registrationType of ["RIS", "krs"]) {
      const rest = await anna.give("data", { ...typedData, registrationType });
      assert.equal(refusedWith(rest), "certum.data.unknown-registry", registrationType);
      assert.equal(waitOf(rest).refusal?.params["known"], "KRS, NIP");
      assert.equal(shown(rest)["registrationNumber"], "0000012345");
    }
    assert.equal(anna.world.panel.posts("panel/data"), 0);
  });

  it("also a known one of another country", async () => {
    const anna = new Customer();
    await anna.chooses();
    const rest = await anna.give("data", { ...typedData, country: "DE" });
    assert.equal(refusedWith(rest), "certum.data.unknown-registry");
  });

  it("is not judged where the person types it in the panel", async () => {
    const anna = new Customer({ way: "assisted" });
    await anna.chooses();
    const rest = await anna.give("data", { ...typedData, registrationType: "RIS" });
    assert.equal(waitOf(rest).key, "entered");
  });
});

describe("Documents: type and size are checked before anything is sent", () => {
  const large = `%PDF-1.7 ${"x".repeat(5 * 1024 * 1024)}`;
  for (const [name, content, code] of [
    ["empty.pdf", "", "certum.document.empty"],
    ["large.pdf", large, "certum.document.too-large"],
    ["letter.pdf", "PK\u0003\u0004", "certum.document.type"],
    ["page.png", "<html>", "certum.document.type"],
  ] as const) {
    it(`${name} is refused with ${code}, with the data and later`, async () => {
      const anna = new Customer();
      await anna.chooses();
      await anna.give("data", { ...typedData, verification: "document" });
      const rest = await anna.give("document", anna.file(name, content));
      assert.equal(refusedWith(rest), code);
      assert.equal(waitOf(rest).refusal?.params["detail"], name, "which file it was");
      await anna.give("document", anna.pdf());
      await anna.say("submit");
      const later = await anna.give("verification", anna.file(name, content));
      assert.equal(refusedWith(later), code);
      assert.equal(waitOf(later).for, "poll", "the wait goes on");
      assert.equal(anna.world.panel.posts("panel/documents"), 0);
    });
  }

  it("the same document again is refused with its receipt", async () => {
    const anna = new Customer();
    await anna.submits();
    await anna.give("verification", anna.pdf());
    const rest = await anna.give("verification", anna.pdf("other name.pdf"));
    assert.equal(refusedWith(rest), "certum.document.duplicate");
    assert.equal(waitOf(rest).refusal?.params["detail"], "D-000123");
    assert.equal(anna.order.data?.documents.length, 1);
  });

  it("one that the panel had from elsewhere is refused with its receipt", async () => {
    const anna = new Customer();
    await anna.submits();
    const { sha256 } = anna.pdf();
    anna.order.data?.documents.push({ name: "x", sha256, receipt: "D-000007", at: "2026-11-20" });
    const rest = await anna.give("verification", anna.pdf());
    assert.equal(refusedWith(rest), "certum.document.duplicate");
    assert.equal(waitOf(rest).refusal?.params["detail"], "D-000007");
    assert.equal(anna.renewal.openEffect(), undefined);
  });

  it("after a rejection the same document counts anew", async () => {
    const anna = new Customer();
    await anna.submits();
    await anna.give("verification", anna.pdf());
    anna.world.clock.addDays(1);
    anna.world.panel.data.reject(anna.order, "No");
    await anna.give(waitOf(await anna.run()).key, typedData);
    await anna.say("submit");
    const rest = await anna.give("verification", anna.pdf());
    assert.equal(refusedWith(rest), undefined);
    assert.equal(anna.order.data?.documents.length, 1);
    assert.equal(anna.world.panel.posts("panel/documents"), 2);
  });

  it("JPEG and PNG are taken", async () => {
    const anna = new Customer();
    await anna.submits();
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    for (const [name, content] of [
      ["a.jpg", jpeg],
      ["a.png", png],
    ] as const) {
      const rest = await anna.give("verification", anna.world.files.give(name, content));
      assert.equal(refusedWith(rest), undefined, name);
    }
    assert.equal(anna.order.data?.documents.length, 2);
  });
});

describe("Must be refused: data rejected", () => {
  it("the reason is said and nothing is lost; without a reason too", async () => {
    const anna = new Customer();
    await anna.submits();
    anna.world.panel.data.reject(anna.order, "");
    const rest = await anna.run();
    assert.deepEqual(sentence(rest, "certum.data.rejected").args, { reason: "none" });
    assert.deepEqual(shown(rest), typedData);
  });

  it("after data that were used again, other data can be given", async () => {
    const anna = new Customer();
    await anna.submits();
    anna.world.panel.data.organizations = [
      {
        id: "7",
        organization: "Inna S.A.",
        country: "PL",
        state: "m",
        locality: "W",
        registration: null,
        verifiedOn: "2026-01-01",
        verifiedUntil: "2028-04-05",
      },
    ];
    anna.world.panel.data.reject(anna.order, "No");
    const rest = await anna.run();
    const { key } = waitOf(rest);
    assert.match(key, /^organization:/);
    anna.world.panel.data.organizations = [];
    await anna.give(key, "7");
    assert.match(
      waitOf(await anna.run()).key,
      /^data:/,
      "an offer that is gone is not insisted on",
    );
  });

  it("verified data that the panel does not take any more are asked for anew", async () => {
    for (const code of ["data.organization-expired", "data.unknown-organization"]) {
      const anna = new Customer();
      anna.world.panel.data.organizations = [
        {
          id: "7",
          organization: "Przykład sp. z o.o.",
          country: "PL",
          state: "m",
          locality: "W",
          registration: null,
          verifiedOn: "2026-01-01",
          verifiedUntil: "2028-04-05",
        },
      ];
      await anna.chooses();
      await anna.give("organization", "7");
      anna.world.panel.next = (request, path) =>
        path === "panel/data" ? refusal(request, 400, code, "2026-11-19") : undefined;
      const rest = await anna.say("submit");
      assert.equal(refusedWith(rest), `certum.${code}`);
      assert.equal(waitOf(await anna.give("organization", "other")).key, "data");
    }
  });
});

describe("Must be refused: a step out of order", () => {
  it("data for an order whose tile is not open: explained, and nothing is left open", async () => {
    const anna = new Customer();
    await anna.chooses();
    await anna.give("data", typedData);
    anna.world.panel.next = (request, path) =>
      path === "panel/data" ? refusal(request, 409, "step.not-open") : undefined;
    assert.equal(failedWith(await anna.say("submit")), "certum.step.not-open");
    assert.equal(anna.renewal.openEffect(), undefined);
  });

  it("an order that is gone", async () => {
    const anna = new Customer();
    await anna.chooses();
    anna.world.panel.orders.length = 0;
    assert.equal(failedWith(await anna.run()), "certum.order.unknown");
  });

  it("a tile that nobody knows says that the panel has changed", async () => {
    const anna = new Customer();
    await anna.chooses();
    (anna.order.steps as { data: string }).data = "paused";
    assert.equal(failedWith(await anna.run()), "certum.portal-changed");
    assert.equal(number, anna.order.number);
  });
});
