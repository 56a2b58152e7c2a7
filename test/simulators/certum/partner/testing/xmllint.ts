import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../../../harness/index.js";
import { PartnerWsdl } from "../wsdl/partner-wsdl.js";

/**
 * Lets libxml2 judge what is in the bodies of envelopes against the schema in the WSDL.
 * @throws AssertionError with what it says of those that the schema does not allow.
 */
export async function assertValid(envelopes: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "simulator-xmllint-"));
  try {
    const schema = join(folder, "partner.xsd");
    await writeFile(schema, PartnerWsdl.read().schemaText);
    const bodies = envelopes.map(async (envelope, index) => {
      const path = join(folder, `answer-${String(index).padStart(3, "0")}.xml`);
      // Everything between the tags of the body; the answers declare their names themselves.
      const content = /<(\S*:)?Body>([\s\S]*)<\/\1Body>/.exec(envelope)?.[2];
      await writeFile(path, content ?? "");
      return path;
    });
    const files = await Promise.all(bodies);
    const args = ["--nonet", "--noout", "--schema", schema, ...files];
    const { code, stderr } = await runProcess("xmllint", args, { env: { PATH: process.env["PATH"] } });
    assert.equal(code, 0, stderr);
    assert.equal(stderr.match(/ validates$/gm)?.length, files.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
