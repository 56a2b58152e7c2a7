import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../../harness/repository.js";
import { readXml } from "../xml/read-xml.js";
import { xmlText } from "../xml/write-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import { readSchema, type Schema } from "./schema.js";

/** Where the service answers. */
export const servicePath = "/service/PartnerApi.wsdl";

/** The description of the service: the same file that the plugin carries. */
export class PartnerWsdl {
  readonly schema: Schema;
  /** The names of the operations. */
  readonly operations: ReadonlySet<string>;

  private constructor(private readonly text: string) {
    const definitions = readXml(Buffer.from(text, "utf8"));
    this.schema = readSchema(find(definitions, "types", "schema"));
    const portType = find(definitions, "portType");
    this.operations = new Set(
      portType.children.map(({ attributes }) => attributes[0]?.value ?? ""),
    );
  }

  static read(): PartnerWsdl {
    const path = join(repositoryRoot(), "plugins", "certum", "docs", "partner-api.wsdl");
    return new PartnerWsdl(readFileSync(path, "utf8"));
  }

  /** The document with another address of the service. */
  at(address: string): string {
    return this.text.replace(
      /(<soap:address location=")[^"]*(")/,
      (_all, before: string, after: string) => before + xmlText(address) + after,
    );
  }

  /** The schema as a document of its own, for programs that know schemas only. */
  get schemaText(): string {
    const schema = /<xs:schema[\s\S]*<\/xs:schema>/.exec(this.text)?.[0] ?? "";
    const names = `xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${this.schema.namespace}"`;
    return schema.replace("<xs:schema", `<xs:schema ${names}`);
  }
}

function find(element: XmlElement, ...path: readonly string[]): XmlElement {
  let found = element;
  for (const local of path) {
    const child = found.children.find((candidate) => candidate.local === local);
    if (child === undefined) throw new Error(`The description has no ${path.join("/")}`);
    found = child;
  }
  return found;
}
