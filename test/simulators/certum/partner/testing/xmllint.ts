import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../../../harness/index.js";
import { PartnerWsdl } from "../wsdl/partner-wsdl.js";

/** An envelope of SOAP 1.1 with one message of the service in it, and no fault. */
const envelopeSchema = (namespace: string): string => `
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    targetNamespace="http://schemas.xmlsoap.org/soap/envelope/">
  <xs:import namespace="${namespace}" schemaLocation="partner.xsd"/>
  <xs:element name="Envelope">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Body">
          <xs:complexType>
            <xs:sequence>
              <xs:any namespace="${namespace}" processContents="strict"/>
            </xs:sequence>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>`;

/**
 * Lets libxml2 judge envelopes by the schema in the WSDL.
 * @throws AssertionError with what it says of those that the schema does not allow.
 */
export async function assertValid(envelopes: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "simulator-xmllint-"));
  try {
    const { schemaText, schema } = PartnerWsdl.read();
    await writeFile(join(folder, "partner.xsd"), schemaText);
    await writeFile(join(folder, "envelope.xsd"), envelopeSchema(schema.namespace).trim());
    const files = envelopes.map((_envelope, index) => join(folder, `envelope-${index}.xml`));
    for (const [index, file] of files.entries()) await writeFile(file, envelopes[index] ?? "");
    const args = ["--nonet", "--noout", "--schema", join(folder, "envelope.xsd"), ...files];
    const env = { PATH: process.env["PATH"] };
    const { code, stderr } = await runProcess("xmllint", args, { env });
    assert.equal(code, 0, stderr);
    assert.equal(stderr.match(/ validates$/gm)?.length, files.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
