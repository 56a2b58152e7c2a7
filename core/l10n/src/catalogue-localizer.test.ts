import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { CatalogueLocalizer, l10nCatalogue, type CatalogueSource } from "./index.js";

const source = (texts: { [language: string]: { [key: string]: string } }): CatalogueSource =>
  Object.fromEntries(
    Object.entries(texts).map(([language, entries]) => [
      language,
      () => Promise.resolve({ default: entries }),
    ]),
  );

const greeting = source({
  en: {
    hello: "Hello {name}",
    "only.english": "Only English",
    left: "{days, plural, one {# day left} other {# days left}}",
    ends: "Ends {at, date, long} ({files})",
    "error.order.rejected": "The order was rejected: {reason}",
    "error.order.rejected.next": "Order again",
    broken: "Hello {name",
  },
  fr: { hello: "Bonjour {name}", left: "{days, plural, one {# jour} other {# jours}}" },
});

describe("CatalogueLocalizer", () => {
  const make = (language: string) =>
    new CatalogueLocalizer(language, [greeting, l10nCatalogue], "Europe/Luxembourg");

  it("uses the reader's language, and English where that has no text", async () => {
    const french = make("fr-LU");
    assert.equal(await french.text({ key: "hello", args: { name: "Ada" } }), "Bonjour Ada");
    assert.equal(await french.text({ key: "only.english" }), "Only English");
  });

  it("loads only the reader's language while it suffices, and each file once", async () => {
    const loaded: string[] = [];
    const counting: CatalogueSource = {
      en: () => Promise.resolve({ default: (loaded.push("en"), { a: "A", b: "B" }) }),
      fr: () => Promise.resolve({ default: (loaded.push("fr"), { a: "À" }) }),
    };
    const french = new CatalogueLocalizer("fr", [counting]);
    assert.equal(await french.text({ key: "a" }), "À");
    assert.deepEqual(loaded, ["fr"]);
    assert.equal(await french.text({ key: "b" }), "B");
    assert.equal(await french.text({ key: "b" }), "B");
    assert.deepEqual(loaded, ["fr", "en"]);
  });

  it("tries a catalogue again whose loading failed", async () => {
    let attempts = 0;
    const flaky: CatalogueSource = {
      en: () =>
        ++attempts === 1
          ? Promise.reject(new Error("disk"))
          : Promise.resolve({ default: { a: "A" } }),
    };
    const english = new CatalogueLocalizer("en", [flaky]);
    await assert.rejects(english.text({ key: "a" }), /disk/);
    assert.equal(await english.text({ key: "a" }), "A");
  });

  it("looks into a plugin's own texts first, in both languages, before Perennial's", async () => {
    const french = make("fr");
    french.addCatalogue("acme", "en", { hello: "Hi from Acme, {name}" });
    assert.equal(
      await french.text({ key: "hello", args: { name: "Ada" } }, "acme"),
      "Hi from Acme, Ada",
    );
    assert.equal(await french.text({ key: "hello", args: { name: "Ada" } }), "Bonjour Ada");
    assert.equal(await french.text({ key: "only.english" }, "acme"), "Only English");
  });

  it("keeps plugins' texts apart from each other", async () => {
    const english = make("en");
    english.addCatalogue("acme", "en", { "acme.title": "Acme" });
    assert.match(await english.text({ key: "acme.title" }, "other"), /missing: acme\.title$/);
  });

  it("says of a key without a text whose text is missing, with its arguments", async () => {
    const odd = { key: "no.such", args: { a: 1, b: "x" } };
    const [english, french] = [make("en"), make("fr")];
    assert.equal(await english.text(odd), "A text is missing: no.such (a=1, b=x)");
    assert.equal(
      await english.text(odd, "acme"),
      "A text of the plugin “acme” is missing: no.such (a=1, b=x)",
    );
    assert.equal(
      (await french.text(odd, "acme")).replaceAll("\u00A0", " "),
      "Un texte de l’extension « acme » manque : no.such (a=1, b=x)",
    );
    const hello = { key: "hello", args: { name: { key: "no.name" } } };
    assert.equal(await english.text(hello), "Hello A text is missing: no.name");
  });

  it("leaves words alone that stand in the place of a key", async () => {
    assert.equal(await make("en").text({ key: "Upload the file." }), "Upload the file.");
    assert.equal(await make("en").text({ key: "Continue" }), "Continue");
  });

  it("shows a key that is without a text even where nothing has any", async () => {
    assert.equal(await new CatalogueLocalizer("en", []).text({ key: "no.such" }), "no.such");
  });

  it("tells once of each key without a text, with the plugin that named it", async () => {
    const told: unknown[] = [];
    const missing = (...one: unknown[]) => void told.push(one);
    const english = new CatalogueLocalizer("en", [greeting, l10nCatalogue], "UTC", { missing });
    for (const owner of ["acme", "acme", "other", undefined]) {
      await english.text({ key: "no.such" }, owner);
      await english.title("%no.title%", owner);
      await english.text({ key: "hello" }, owner);
    }
    assert.deepEqual(told, [
      ["no.such", "acme"],
      ["no.title", "acme"],
      ["no.such", "other"],
      ["no.title", "other"],
      ["no.such", undefined],
      ["no.title", undefined],
    ]);
  });

  it("shows a text that is not ICU as it stands", async () => {
    assert.equal(await make("en").text({ key: "broken" }), "Hello {name");
  });

  it("leaves a gap where an argument is missing, and says the rest", async () => {
    const english = make("en");
    assert.equal(await english.text({ key: "hello", args: { nam: "Ada" } }), "Hello …");
    assert.equal(await english.text({ key: "left" }), "… days left");
    assert.equal(await english.text({ key: "ends", args: { files: "a" } }), "Ends … (a)");
    english.addCatalogue("acme", "en", {
      "error.acme.odd":
        "{waits, select, true {It asks for {key}.} other {It asks nothing of {who}.}}",
      "error.acme.odd.next": "Wait {days, plural, one {# day} other {# days for {who}}}.",
      nested: "{n, plural, one {# of {all}} other {# of {all}}}",
    });
    const error = { code: "acme.odd", params: {}, plugin: "acme" };
    assert.deepEqual(await english.error(error), {
      code: "acme.odd",
      what: "It asks nothing of ….",
      next: "Wait … days for ….",
    });
    assert.equal(await english.text({ key: "nested", args: { n: 1 } }, "acme"), "1 of …");
  });

  it("chooses plural forms, dates in the reader's zone, and joins lists", async () => {
    const english = make("en");
    assert.equal(await english.text({ key: "left", args: { days: 1 } }), "1 day left");
    // 23:30 UTC is the next day in Luxembourg.
    const args = { at: "2026-11-20T23:30:00Z", files: ["a", "b", "c"] };
    assert.equal(await english.text({ key: "ends", args }), "Ends November 21, 2026 (a, b, and c)");
  });

  it("writes dates and lists of a text in the language of the text, not of another one beside it", async () => {
    const romanian = make("ro");
    romanian.addCatalogue("acme", "ro", { ends: "Expiră {at, date, long} ({files})" });
    const args = { at: "2026-11-20T12:00:00Z", files: ["a", "b", "c"] };
    const english = "Ends November 20, 2026 (a, b, and c)";
    assert.equal(await romanian.text({ key: "ends", args }), english);
    const theirs = await romanian.text({ key: "ends", args }, "acme");
    assert.equal(theirs, "Expiră 20 noiembrie 2026 (a, b și c)");
    // What stands alone goes into Perennial's own sentences.
    assert.equal(romanian.date(args.at), "November 20, 2026");
    assert.equal(romanian.list(args.files), "a, b, and c");
    assert.equal(romanian.duration("PT2H"), "2 hours");
  });

  it("renders a message that is an argument of another", async () => {
    const args = { name: { key: "left", args: { days: 2 } } };
    assert.equal(await make("fr").text({ key: "hello", args }), "Bonjour 2 jours");
  });

  it("looks up a manifest's %key% and leaves any other text alone", async () => {
    const english = make("en");
    assert.equal(await english.title("%only.english%"), "Only English");
    assert.equal(await english.title("100 % sure, 50 % not"), "100 % sure, 50 % not");
  });

  it("says what happened and what to do next", async () => {
    const error = new PerennialError("order.rejected", { reason: "no CSR" }).toJSON();
    assert.deepEqual(await make("en").error(error), {
      code: "order.rejected",
      what: "The order was rejected: no CSR",
      next: "Order again",
    });
  });

  it("loses neither code nor detail nor parameters of an error without a text", async () => {
    const error = new PerennialError("acme.odd", { port: 81 }, { detail: "ECONNRESET" }).toJSON();
    for (const language of ["en", "fr"]) {
      const { code, what, next } = await make(language).error(error);
      assert.equal(code, "acme.odd");
      assert.match(what, /acme\.odd.*ECONNRESET.*port=81/);
      assert.match(next ?? "", /acme\.odd/);
    }
  });

  it("finds the text of an error in the catalogue of the plugin that threw it", async () => {
    const english = make("en");
    english.addSource("acme", source({ en: { "error.order.rejected": "Acme said no" } }));
    const error = new PerennialError("order.rejected", { reason: "x" }, { plugin: "acme" });
    assert.equal((await english.error(error.toJSON())).what, "Acme said no");
  });

  it("counts seconds to a moment that is less than two minutes away", () => {
    const shortly = (language: string, at: string) => {
      const now = () => Date.parse("2026-11-20T14:05:00Z");
      const localizer = new CatalogueLocalizer(language, [], "UTC", { now });
      return localizer.shortly(at)?.replaceAll(/\s/gu, " ");
    };
    assert.equal(shortly("en", "2026-11-20T14:05:20Z"), "in 20 seconds");
    assert.equal(shortly("fr", "2026-11-20T14:05:20Z"), "dans 20 secondes");
    assert.equal(shortly("en", "2026-11-20T14:05:00.400Z"), "in 1 second");
    assert.equal(shortly("en", "2026-11-20T14:06:59Z"), "in 119 seconds");
    assert.equal(shortly("en", "2026-11-20T14:07:00Z"), undefined);
    for (const at of ["2026-11-20T14:05:00Z", "2026-11-20T14:04:00Z"]) {
      assert.equal(shortly("en", at), "now");
      assert.equal(shortly("fr", at), "maintenant");
    }
    assert.equal(shortly("en", "2026-11-20T14:03:00Z"), undefined);
  });

  it("writes days, times, distances and durations as the language does", () => {
    const [english, french] = [make("en"), make("fr")];
    assert.equal(english.date("2026-11-20T23:30:00Z"), "November 21, 2026");
    assert.equal(french.date("2026-11-20T12:00:00Z"), "20 novembre 2026");
    assert.match(french.dateTime("2026-11-20T12:00:00Z"), /20 novembre 2026.*13:00/);
    assert.equal(
      english.relativeDays("2026-12-20T00:00:00Z", "2026-11-20T12:00:00Z"),
      "in 30 days",
    );
    // Ten minutes apart, but midnight in Luxembourg is in between.
    assert.equal(english.relativeDays("2026-11-20T23:05:00Z", "2026-11-20T22:55:00Z"), "tomorrow");
    assert.equal(french.relativeDays("2026-11-19T12:00:00Z", "2026-11-20T12:00:00Z"), "hier");
    assert.equal(english.duration("PT2H30M"), "2 hours, 30 minutes");
    assert.match(french.duration("P1D"), /^1\sjour$/);
    assert.equal(english.duration("PT0S"), "0 minutes");
    assert.equal(english.durationRange(["P1D", "P3D"]), "1 day – 3 days");
    assert.equal(english.durationRange(["P1D", "P1D"]), "1 day");
    assert.equal(english.durationRange(["P1DT2M6S", "P5D"]), "1 day, 2 minutes – 5 days");
    assert.equal(english.durationRange(["PT1M6S", "PT1H2M3S"]), "1 minute – 1 hour, 2 minutes");
    assert.equal(english.durationRange(["PT6S", "PT0S"]), "6 seconds – 0 minutes");
  });
});
