import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { PDFDocument } from "pdf-lib";
import { requireTool, temporaryHome } from "../../../harness/index.js";
import { friday, issueToken, orderFor } from "../../testing/digisign-visits.js";
import { mailedKinds, startDigisignSimulator, type DigisignSimulator } from "../index.js";
import { pdfTextReader } from "../verification/pdf-text.js";
import { drawDocument } from "./mailed-documents.js";

const readers = {
  poppler: pdfTextReader({ poppler: true }),
  "pdf-lib": pdfTextReader({ poppler: false }),
};

describe("The mail with the documents", () => {
  let simulator: DigisignSimulator;

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
  });
  afterEach(() => simulator.close());

  const contents = async (subject?: string): Promise<Map<string, Buffer>> => {
    const token = await issueToken(simulator, subject === undefined ? {} : { subject });
    await orderFor(simulator, token);
    const [mail] = simulator.mailbox.list();
    return new Map((mail?.attachments ?? []).map(({ name, content }) => [name, content]));
  };

  it("follows the order, one mail with four PDFs", async () => {
    const files = await contents();
    const [mail, ...others] = simulator.mailbox.list();
    assert.equal(others.length, 0);
    assert.equal(mail?.to, "ana.ionescu@exemplu.example");
    assert.equal(mail.subject, "DigiSign - documente pentru comanda RC-2026-000123");
    assert.deepEqual(
      [...files.keys()],
      [
        "Contract_RC-2026-000123.pdf",
        "Declaratie_RC-2026-000123.pdf",
        "Termeni_RC-2026-000123.pdf",
        "Factura_proforma_RC-2026-000123.pdf",
      ],
    );
    for (const file of files.values())
      assert.equal((await PDFDocument.load(file)).getPageCount(), 1);
  });

  for (const [tool, read] of Object.entries(readers))
    it(`says in each document its title first, its order, holder and date, read by ${tool}`, async function () {
      if (tool === "poppler") requireTool(this, "pdftotext", "-v");
      const texts = await Promise.all([...(await contents()).values()].map(read));
      const titles = ["CONTRACT", "DECLARATIE", "CONDITII GENERALE", "FACTURA PROFORMA"];
      for (const [index, text] of texts.entries()) {
        assert.ok(text.startsWith(`${titles[index] ?? ""}\n`), text);
        assert.match(text, /Comanda nr\. RC-2026-000123\n/);
        assert.match(text, /Titular: Ana Ionescu\n/);
        assert.match(text, /Data: 2026-11-20\n/);
      }
      assert.match(texts[3] ?? "", /Total de plata: 119,00 RON/);
    });

  it("writes names without the letters that the font does not have", async () => {
    const files = await contents("CN=Ștefan Țăranu-Müller 李,O=Exemplu,C=RO");
    const [text = ""] = await Promise.all([...files.values()].map(readers["pdf-lib"]));
    assert.match(text, /Titular: Stefan Taranu-Müller \?/);
  });

  it("speaks in no document of another one", async () => {
    const others = /declarati|contract|conditii generale|proforma/i;
    for (const kind of mailedKinds) {
      const day = Temporal.PlainDate.from("2026-11-20");
      const drawn = await drawDocument({ kind, number: "RC-2026-000123", holder: "Ana", day });
      const [, ...lines] = (await readers["pdf-lib"](drawn)).split("\n");
      assert.doesNotMatch(lines.join("\n"), others);
    }
  });

  it("comes twice when asked to", async () => {
    simulator.addFault({ endpoint: "mail", kind: "duplicate-mail" });
    await contents();
    assert.equal(simulator.mailbox.list().length, 2);
  });

  it("is saved in the outbox whole, and nothing else with it", async () => {
    await using home = await temporaryHome("outbox");
    await using saving = await startDigisignSimulator({ now: friday, outbox: home.path });
    await orderFor(saving, await issueToken(saving));
    const [mail] = saving.mailbox.list();
    const names = mail?.attachments.map(({ name }) => name) ?? [];
    assert.deepEqual(readdirSync(home.path).sort(), names.sort());
    for (const { name, content } of mail?.attachments ?? [])
      assert.deepEqual(readFileSync(home.file(name)), content);
  });
});
