import assert from "node:assert/strict";
import {
  done,
  message,
  PerennialError,
  waiting,
  type FormSchema,
  type Json,
  type JsonObject,
  type Question,
} from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

const asked = async (question: Question) => {
  const bench = await TestBench.ofSteps({
    name: "ask",
    run: ({ answers }) =>
      answers["q"] === undefined
        ? waiting({ for: "person", key: "q", text: message("q"), question })
        : done(answers["q"]),
  });
  const { id } = await bench.run();
  return {
    bench,
    id,
    answer: (value: Json, key = "q") => bench.engine.answer({ renewal: id, key, value }),
    taken: async () => (await bench.store.load(id)).signals.at(-1)?.value,
  };
};

const problems = async (work: Promise<void>): Promise<readonly JsonObject[]> => {
  try {
    await work;
  } catch (error) {
    assert.ok(PerennialError.is(error, "answer.invalid"), String(error));
    return error.params["problems"] as readonly JsonObject[];
  }
  return assert.fail("the answer was taken");
};

const person: FormSchema = {
  type: "object",
  required: ["name", "country"],
  additionalProperties: false,
  properties: {
    name: { type: "string", title: "C10", minLength: 2, maxLength: 10 },
    email: { type: "string", title: "C11", format: "email" },
    country: { type: "string", title: "C15", format: "country" },
    born: { type: "string", title: "born", format: "date" },
    size: { type: "integer", title: "size", minimum: 1, maximum: 9 },
    kind: { type: "string", title: "kind", enum: ["a", "b"] },
    code: { type: "string", title: "code", pattern: "^[A-Z]+$", patternTitle: "acme.code-form" },
    contract: { type: "string", title: "contract", readOnly: true },
    password: { type: "string", title: "password", format: "password", minLength: 8 },
  },
};

describe("An answer to a form", () => {
  it("is journaled without the blanks around its texts and without empty fields", async () => {
    const { answer, taken } = await asked({ type: "form", schema: person });
    await answer({ name: "  Ada  ", country: "LU", email: "  " });
    assert.deepEqual(await taken(), { name: "Ada", country: "LU" });
  });

  it("is refused with all problems at once, each with its field", async () => {
    const { answer, bench, id } = await asked({ type: "form", schema: person });
    const found = await problems(
      answer({
        name: "A",
        email: "nobody",
        born: "2026-02-30",
        size: 12,
        kind: "c",
        code: "x",
        more: 1,
      }),
    );
    assert.deepEqual(
      found.map(({ path, text }) => [path, (text as { key: string }).key]).toSorted(),
      [
        ["born", "answer.problem.format"],
        ["code", "acme.code-form"],
        ["country", "answer.problem.required"],
        ["email", "answer.problem.format"],
        ["kind", "answer.problem.choice"],
        ["more", "answer.problem.unknown-field"],
        ["name", "answer.problem.min-length"],
        ["size", "answer.problem.maximum"],
      ],
    );
    assert.ok(found.every((problem) => typeof problem["message"] === "string"));
    assert.equal((await bench.store.load(id)).signals.length, 0);
  });

  it("takes no field from what calls itself the answer's prototype", async () => {
    const { answer } = await asked({ type: "form", schema: person });
    const found = await problems(
      answer(JSON.parse('{"country":"LU","__proto__":{"name":"Ada"}}') as Json),
    );
    assert.deepEqual(found.map(({ path }) => path).toSorted(), ["__proto__", "name"]);
  });

  it("counts a required field that holds only blanks as missing", async () => {
    const { answer } = await asked({ type: "form", schema: person });
    const [problem] = await problems(answer({ name: "   ", country: "LU" }));
    assert.equal(problem?.["path"], "name");
  });

  it("keeps secrets out of the journal and out of the audit log", async () => {
    const { answer, bench, id, taken } = await asked({ type: "form", schema: person });
    await answer({ name: "Ada", country: "LU", password: " s3cret Pass " });
    assert.deepEqual(await taken(), {
      name: "Ada",
      country: "LU",
      password: { secret: "meridian/password" },
    });
    // Blanks may belong to a password.
    assert.equal(bench.secrets.kept.get("meridian/password"), " s3cret Pass ");
    await bench.engine.advance({ renewal: id });
    const everything = JSON.stringify([
      await bench.store.load(id),
      await bench.store.auditLog(),
      bench.events,
      bench.log.entries,
    ]);
    assert.ok(!everything.includes("s3cret"));
  });

  it("does not keep a secret of an answer that is refused", async () => {
    const { answer, bench } = await asked({ type: "form", schema: person });
    await problems(answer({ name: "A", country: "LU", password: "long enough" }));
    assert.equal(bench.secrets.kept.size, 0);
  });

  it("takes a reference to a secret that was kept before", async () => {
    const { answer, taken } = await asked({ type: "form", schema: person });
    const password = { secret: "meridian/password" };
    await answer({ name: "Ada", country: "LU", password });
    assert.deepEqual(((await taken()) as JsonObject)["password"], password);
  });

  it("cannot change a field that was only shown", async () => {
    const values = { contract: "business" };
    const { answer, taken } = await asked({ type: "form", schema: person, values });
    await answer({ name: "Ada", country: "LU", contract: "sort" });
    assert.equal(((await taken()) as JsonObject)["contract"], "business");
  });

  it("is refused when it is no form at all", async () => {
    const { answer } = await asked({ type: "form", schema: person });
    for (const value of [null, "Ada", [1], 7]) {
      assert.equal((await problems(answer(value))).length > 0, true);
    }
  });
});

describe("An answer", () => {
  it("to a choice is one of its options", async () => {
    const options = ["a", "b"].map((value) => ({ value, label: message(value) }));
    const { answer, taken } = await asked({ type: "choice", options });
    await problems(answer("c"));
    await problems(answer(true));
    await answer(" b ");
    assert.equal(await taken(), "b");
  });

  it("to a confirmation is true or false", async () => {
    const { answer, taken } = await asked({ type: "confirm" });
    await problems(answer("yes"));
    await answer(false);
    assert.equal(await taken(), false);
  });

  it("to a task is that it is done", async () => {
    const { answer, taken } = await asked({ type: "task" });
    await problems(answer(false));
    await answer(true);
    assert.equal(await taken(), true);
  });

  it("with entropy hands the bytes on and journals only their number", async () => {
    const { answer, bench, id, taken } = await asked({ type: "entropy", bits: 128 });
    const bytes = Buffer.alloc(20, 7).toString("base64");
    await answer({ bytes });
    assert.deepEqual(await taken(), { bits: 160, source: "person" });
    assert.deepEqual(bench.entropy.given, [{ renewal: id, bytes: Buffer.alloc(20, 7) }]);
    const journal = JSON.stringify([await bench.store.load(id), await bench.store.auditLog()]);
    assert.ok(!journal.includes(bytes));
  });

  it("with too little entropy, or none, is refused", async () => {
    const { answer, bench } = await asked({ type: "entropy", bits: 128 });
    await problems(answer({ bytes: Buffer.alloc(15).toString("base64") }));
    await problems(answer({ bytes: "not base64!" }));
    await problems(answer(true));
    assert.equal(bench.entropy.given.length, 0);
  });

  it("may leave entropy to the system", async () => {
    const { answer, bench, taken } = await asked({ type: "entropy", bits: 128 });
    await answer({ system: true });
    assert.deepEqual(await taken(), { bits: 128, source: "system" });
    assert.equal(bench.entropy.given.length, 0);
  });

  it("to something else than what is waited for names what is", async () => {
    const { answer } = await asked({ type: "confirm" });
    await assert.rejects(answer(true, "other"), (error) => {
      assert.ok(PerennialError.is(error, "answer.not-expected"));
      return error.params["expected"] === "q";
    });
  });

  it("that was corrected before the step ran is not judged after the correction", async () => {
    const seen: Json[] = [];
    const wait = {
      for: "person",
      key: "q",
      text: message("q"),
      question: { type: "confirm" },
    } as const;
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (answers["q"] !== undefined) seen.push(answers["q"]);
        return waiting({ ...wait, refusal: { code: "acme.no", params: {} } });
      },
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: false });
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.engine.advance({ renewal: id });
    assert.deepEqual(seen, [true]);
  });

  it("that is given twice is one answer", async () => {
    const { answer, bench, id } = await asked({ type: "confirm" });
    await answer(true);
    await answer(true);
    assert.equal((await bench.store.load(id)).signals.length, 1);
  });

  it("may be corrected until the step has seen it", async () => {
    const { answer, bench, id } = await asked({ type: "confirm" });
    await answer(true);
    await answer(false);
    await bench.engine.advance({ renewal: id });
    assert.equal((await bench.engine.show({ renewal: id })).outputs["ask"], false);
  });

  it("to a renewal that is done, or that is not there, is refused", async () => {
    const { answer, bench, id } = await asked({ type: "confirm" });
    await answer(true);
    await bench.engine.advance({ renewal: id });
    await assert.rejects(answer(true), (error) => PerennialError.is(error, "answer.not-expected"));
    await assert.rejects(
      bench.engine.answer({ renewal: "no-such", key: "q", value: true }),
      (error) => PerennialError.is(error, "renewal.not-found"),
    );
  });
});
