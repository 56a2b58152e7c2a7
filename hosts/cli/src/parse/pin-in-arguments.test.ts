import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../commands/index.js";
import { runCommand } from "../testing/run-command.js";
import { holdsPin, withoutPins } from "./pin-in-arguments.js";

const secret = "918273";
const spellings = [
  `pkcs11:token=Card?pin-value=${secret}`,
  `  pkcs11:token=Card?pin-value=${secret}`,
  `PKCS11:token=Card;Pin-Source=file:/${secret}`,
  `pkcs11:token=Card?pin%2Dvalue=${secret}`,
  `pkcs11%3Atoken=Card?%70in-value=${secret}`,
  `pkcs11:token=Card?%2570in-value=${secret}`,
  `place=pkcs11:token=Card?module-path=/a.so&pin-value=${secret}`,
  `token=Card?pin-value=${secret}`,
  `pkcs11:token=Card?\npin-value=${secret}`,
];

describe("A PIN in an argument", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "perennial-pins-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** Runs it, and gives everything that was said or written. */
  async function everything(argv: readonly string[]) {
    // A command that began after all, and would watch for ever, ends at once.
    const interrupt = new AbortController();
    interrupt.abort();
    const { exitCode, stdout, stderr } = await runCommand(argv, { home, interrupt });
    const files = await readdir(home, { recursive: true, withFileTypes: true });
    const texts = files.map((file) =>
      file.isFile() ? readFile(join(file.parentPath, file.name), "utf8") : file.name,
    );
    const names = files.map(({ name }) => name);
    return { exitCode, said: [stdout, stderr, ...names, ...(await Promise.all(texts))].join("\n") };
  }

  for (const { name, positionals = [], options = {} } of commands) {
    it(`is refused by ${name}, wherever it stands, and is repeated nowhere`, async () => {
      const words = name.split(" ");
      const uri = `pkcs11:token=Card?pin-value=${secret}`;
      const lines: (readonly string[])[] = [
        [...words, uri],
        [...words, ...positionals.map(() => ` ${uri}`), ` ${uri}`],
        [...words, `--nonsense=${uri}`],
        [...words, "--", uri],
        ...["module", "home", "lang", ...Object.keys(options)].flatMap((option) => [
          [...words, `--${option}`, uri],
          [...words, `--${option}=${uri}`, "--json"],
        ]),
      ];
      for (const line of lines) {
        const { exitCode, said } = await everything(line);
        assert.equal(exitCode, 2, line.join(" "));
        assert.match(said, /token\.uri-pin/, line.join(" "));
        assert.ok(!said.includes(secret), line.join(" "));
      }
    });
  }

  it("is known in every spelling", async () => {
    for (const spelling of spellings) {
      assert.ok(holdsPin(spelling), spelling);
      const { exitCode, said } = await everything(["show", spelling, "--verbose"]);
      assert.equal(exitCode, 2);
      assert.ok(!said.includes(secret), spelling);
    }
    for (const harmless of ["pkcs11:token=Card", "100%", "my-pin-value.txt", "--pin-file=/p"]) {
      assert.ok(!holdsPin(harmless), harmless);
    }
  });

  it("takes the option with it whose value it is, and leaves the others", () => {
    const uri = `pkcs11:?pin-value=${secret}`;
    const given = ["tokens", "show", "--json", uri, "--home", uri, "--lang", "fr"];
    assert.deepEqual(withoutPins(given), ["tokens", "show", "--json", "--lang", "fr"]);
  });
});
