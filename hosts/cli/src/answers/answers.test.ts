import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@perennial/api";
import type { Asked } from "../drive/answer-source.js";
import { TestClock } from "../testing/run-command.js";
import { confirmWait, detailOf, fileWait, formWait, pollWait } from "../testing/views.js";
import { readAnswersFile } from "./answers-file.js";
import { FileAnswers, type TellAnswers } from "./file-answers.js";
import { newestFiles } from "./newest-file.js";
import { bestPattern } from "./question-pattern.js";
import { readSecretFile } from "./secret-file.js";

function asked(wait: Asked["wait"], given: Partial<Asked> = {}): Asked {
  const renewal = detailOf({ id: "meridian-1", account: "CRYPT", wait, state: "waiting" });
  return { renewal, step: "order", wait, inDoubt: false, problems: [], ...given };
}

describe("answers files", () => {
  let folder: string;
  let shown: (readonly [string, Json | undefined])[];
  let aside: string[];
  let clock: TestClock;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-answers-"));
    shown = [];
    aside = [];
    clock = new TestClock();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function answersOf(content: object): Promise<FileAnswers> {
    const path = join(folder, "answers.json");
    await writeFile(path, JSON.stringify({ perennial: 1, ...content }));
    const file = await readAnswersFile(path, folder);
    const tell: TellAnswers = {
      taken: (_asked, entry, value) => {
        shown.push([entry, value]);
        return Promise.resolve();
      },
      leftAside: (_asked, left) => {
        aside.push(left);
        return Promise.resolve();
      },
    };
    return new FileAnswers(file, tell, clock);
  }
  async function secret(name: string, text: string, mode = 0o600): Promise<string> {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
    return name;
  }

  it("have a published schema that is the one they are checked with", () => {
    const read = (path: string) =>
      readFileSync(join(import.meta.dirname, "..", "..", path), "utf8");
    assert.equal(read("schema/answers.schema.json"), read("src/answers/answers.schema.json"));
  });

  it("are found by account, step and key, the most exact entry first", () => {
    const place = { profile: "meridian", account: "CRYPT", step: "order", key: "agree" };
    const patterns = ["*/*/*", "*/order/*", "CRYPT/order/agree", "meridian/*/order/agree"];
    assert.equal(bestPattern(patterns, place), "meridian/*/order/agree");
    assert.equal(bestPattern(patterns.slice(0, 3), place), "CRYPT/order/agree");
    assert.equal(bestPattern(["*/*/*", "*/order/*"], place), "*/order/*");
    assert.equal(bestPattern(["TRANSPORT/*/*"], place), undefined);
    assert.equal(bestPattern(["other/*/*/*", "meridian/*/*/*"], place), "meridian/*/*/*");
    assert.equal(bestPattern(["*/ord*/a*e"], place), "*/ord*/a*e");
    assert.equal(bestPattern(["*/order/a.ree"], place), undefined);
  });

  it("name everything that is wrong with them at once", async () => {
    await assert.rejects(answersOf({ answers: { order: true }, more: 1 }), (error: unknown) => {
      const { code, params } = error as { code: string; params: { problems: unknown[] } };
      assert.equal(code, "answers.invalid");
      assert.ok(params.problems.length >= 2, JSON.stringify(params));
      return true;
    });
  });

  it("are refused when they cannot be read or are not JSON", async () => {
    await assert.rejects(readAnswersFile("none.json", folder), { code: "answers.unreadable" });
    await writeFile(join(folder, "bad.json"), "{");
    await assert.rejects(readAnswersFile("bad.json", folder), { code: "answers.not-json" });
  });

  it("answer a question and show it with its answer", async () => {
    const answers = await answersOf({ answers: { "*/order/agree": true } });
    assert.deepEqual(await answers.answer(asked(confirmWait())), { kind: "value", value: true });
    assert.deepEqual(shown, [["*/order/agree", true]]);
    assert.deepEqual(answers.unused(), []);
  });

  it("fill a form: given values over those that are shown over defaults", async () => {
    const file = await secret("password", "correct horse\n");
    const answers = await answersOf({
      answers: { "*/*/data": { name: "Grace", password: { file } } },
    });
    assert.deepEqual(await answers.answer(asked(formWait())), {
      kind: "value",
      value: { name: "Grace", country: "LU", password: "correct horse" },
    });
  });

  it("name files and folders beside them, which must be there", async () => {
    const field = { type: "string", title: "Folder", format: "folder" } as const;
    const schema = { type: "object", properties: { field } } as const;
    const question = { type: "form", schema } as const;
    const wait = { for: "person", key: "data", text: { key: "Data" }, question } as const;
    const here = await answersOf({ answers: { "*/*/data": { field: "." } } });
    assert.deepEqual(await here.answer(asked(wait)), { kind: "value", value: { field: folder } });
    const none = await answersOf({ answers: { "*/*/data": { field: "none" } } });
    const refused = await none.answer(asked(wait));
    assert.equal(refused.kind === "refused" && refused.error.code, "answers.not-taken");
    assert.match(JSON.stringify(refused), /"path":"field".*field\.no-such-folder/);
  });

  it("never show a secret", async () => {
    const file = await secret("password", "correct horse\n");
    const answers = await answersOf({ answers: { "*/*/data": { password: { file } } } });
    await answers.answer(asked(formWait()));
    assert.doesNotMatch(JSON.stringify(shown), /correct horse/);
  });

  it("refuse a secret in clear, and a secret file that others may read", async () => {
    const clear = await answersOf({ answers: { "*/*/data": { password: "correct horse" } } });
    const first = await clear.answer(asked(formWait()));
    assert.equal(first.kind === "refused" && first.error.code, "answers.secret-in-clear");
    const file = await secret("open", "correct horse", 0o644);
    const open = await answersOf({ answers: { "*/*/data": { password: { file } } } });
    const second = await open.answer(asked(formWait()));
    assert.equal(second.kind === "refused" && second.error.code, "secret-file.open-to-others");
  });

  it("give a refused answer once only", async () => {
    const answers = await answersOf({ answers: { "*/*/agree": true } });
    await answers.answer(asked(confirmWait()));
    const refusal = { code: "acme.not-agreed", params: {} };
    const again = await answers.answer(asked({ ...confirmWait(), refusal }));
    assert.deepEqual(again, { kind: "refused", error: { ...refusal, plugin: "acme" } });
  });

  it("tell the problems of an answer that was not taken", async () => {
    const answers = await answersOf({ answers: { "*/*/agree": true } });
    await answers.answer(asked(confirmWait()));
    const problems = [{ path: "name", message: "is too short" }];
    const again = await answers.answer(asked(confirmWait(), { problems }));
    assert.equal(again.kind === "refused" && again.error.code, "answers.not-taken");
    assert.deepEqual(again.kind === "refused" && again.error.params["problems"], problems);
  });

  it("answer both accounts with one entry", async () => {
    const answers = await answersOf({ answers: { "*/*/agree": true } });
    await answers.answer(asked(confirmWait()));
    const renewal = detailOf({ id: "meridian-2", account: "TRANSPORT" });
    const second = await answers.answer(asked(confirmWait(), { renewal }));
    assert.deepEqual(second, { kind: "value", value: true });
  });

  it("leave a question unanswered that they do not know", async () => {
    const answers = await answersOf({ answers: { "*/*/other": true } });
    assert.deepEqual(await answers.answer(asked(confirmWait())), { kind: "none" });
    assert.deepEqual(answers.unused(), ["answers: */*/other"]);
  });

  it("give the newest file that fits, when there is one", async () => {
    const answers = await answersOf({ files: { "*/order/certificate": "mail/*.txt" } });
    assert.deepEqual(await answers.answer(asked(fileWait())), { kind: "none" });
    const pattern = await answersOf({ files: { "*/order/certificate": "*.txt" } });
    for (const [name, time] of [
      ["old.txt", 1_000],
      ["new.txt", 2_000],
      ["new.pem", 3_000],
    ] as const) {
      await writeFile(join(folder, name), name);
      await utimes(join(folder, name), time, time);
    }
    const path = join(folder, "new.txt");
    assert.deepEqual(await pattern.answer(asked(fileWait())), { kind: "file", path });
    assert.equal((await newestFiles(join(folder, "*.TXT")))[0]?.path, path);
  });

  it("give another file after a refused one, but not the same again", async () => {
    const answers = await answersOf({ files: { "*/*/certificate": "*.pem" } });
    await writeFile(join(folder, "a.pem"), "a");
    await utimes(join(folder, "a.pem"), 1_000, 1_000);
    await answers.answer(asked(fileWait()));
    const refusal = { code: "acme.older-request", params: {} };
    const same = await answers.answer(asked({ ...fileWait(), refusal }));
    assert.deepEqual(same, { kind: "none" });
    assert.deepEqual(aside, [join(folder, "a.pem")]);
    await answers.answer(asked({ ...fileWait(), refusal }));
    assert.equal(aside.length, 1);
    await writeFile(join(folder, "b.pem"), "b");
    await utimes(join(folder, "b.pem"), 2_000, 2_000);
    const other = await answers.answer(asked({ ...fileWait(), refusal }));
    assert.deepEqual(other, { kind: "file", path: join(folder, "b.pem") });
  });

  it("refuse a second time a file that they name themselves", async () => {
    const answers = await answersOf({ files: { "*/*/certificate": "a.pem" } });
    await writeFile(join(folder, "a.pem"), "a");
    await answers.answer(asked(fileWait()));
    const refusal = { code: "acme.older-request", params: {} };
    const same = await answers.answer(asked({ ...fileWait(), refusal }));
    assert.equal(same.kind, "refused");
    assert.deepEqual(aside, []);
  });

  it("leave aside what the renewal has refused before, whatever its name is now", async () => {
    const answers = await answersOf({ files: { "*/*/certificate": "*.pem" } });
    for (const [name, time] of [
      ["older.pem", 1_000],
      ["refused.pem", 2_000],
    ] as const) {
      await writeFile(join(folder, name), name);
      await utimes(join(folder, name), time, time);
    }
    const refusedFiles = [createHash("sha256").update("refused.pem").digest("hex")];
    const renewal = detailOf({ id: "meridian-1", account: "CRYPT", refusedFiles });
    const refusal = { code: "acme.older-request", params: {} };
    const again = asked({ ...fileWait(), refusal }, { renewal });
    assert.deepEqual(await answers.answer(again), {
      kind: "file",
      path: join(folder, "older.pem"),
    });
    assert.deepEqual(await answers.answer(again), { kind: "none" });
    assert.equal(await answers.hasNews(again), false);
  });

  it("have news when a file arrives, once it is left unchanged for two seconds", async () => {
    const answers = await answersOf({ files: { "*/*/certificate": "mail/*.pem" } });
    assert.deepEqual(await answers.answer(asked(fileWait())), { kind: "none" });
    assert.equal(await answers.hasNews(asked(fileWait())), false);
    await mkdir(join(folder, "mail"));
    const path = join(folder, "mail", "a.pem");
    await writeFile(path, "a");
    await utimes(path, clock.now() / 1_000, clock.now() / 1_000);
    assert.equal(await answers.hasNews(asked(fileWait())), false);
    clock.time += 2_000;
    assert.equal(await answers.hasNews(asked(fileWait())), true);
    assert.deepEqual(await answers.answer(asked(fileWait())), { kind: "file", path });
    assert.equal(await answers.hasNews(asked(fileWait())), false);
  });

  it("give a file that is being written when it is complete", async () => {
    const answers = await answersOf({ files: { "*/*/certificate": "*.pem" } });
    const path = join(folder, "a.pem");
    await writeFile(path, "a");
    const began = clock.now();
    await utimes(path, (began - 500) / 1_000, (began - 500) / 1_000);
    assert.deepEqual(await answers.answer(asked(fileWait())), { kind: "file", path });
    assert.equal(clock.now(), began + 1_500);
  });

  it("give a file to a poll once, and let the poll go on", async () => {
    const answers = await answersOf({ files: { "*/*/order": "a.pem" } });
    await writeFile(join(folder, "a.pem"), "a");
    assert.equal((await answers.answer(asked(pollWait()))).kind, "file");
    assert.deepEqual(await answers.answer(asked(pollWait())), { kind: "none" });
  });

  it("settle what is in doubt", async () => {
    const answers = await answersOf({
      settle: { "*/order": { happened: true, reference: "4711" } },
    });
    const doubt = asked(confirmWait("effect:order"), { inDoubt: true });
    assert.deepEqual(await answers.answer(doubt), {
      kind: "settle",
      happened: true,
      reference: "4711",
    });
  });

  it("read a secret without its line end only", async () => {
    assert.equal(
      await readSecretFile(join(folder, await secret("a", " two words \r\n"))),
      " two words ",
    );
    await assert.rejects(readSecretFile(join(folder, await secret("b", "\n"))), {
      code: "secret-file.empty",
    });
    await assert.rejects(readSecretFile(join(folder, "none")), { code: "secret-file.unreadable" });
  });
});
