import { notAllowed } from "../soap/soap-fault.js";
import type { XmlElement } from "../xml/xml-element.js";
import { Message, type MessageValue } from "./message.js";
import type { BuiltInType, Particle, Schema, SchemaType } from "./schema.js";

const largest = { int: 2n ** 31n, long: 2n ** 63n };

/**
 * Reads an element of a body as the schema describes it, and nothing that it does not: no other
 * elements, no other order, no attributes.
 * @throws SoapFault `Client`.
 */
export function readMessage(schema: Schema, element: XmlElement): Message {
  const path = element.local;
  const type = schema.elements.get(path);
  if (type === undefined || element.namespace !== schema.namespace)
    throw notAllowed(path, `there is no such message in ${element.namespace || "no namespace"}.`);
  const value = new MessageReader(schema).read(element, { named: type }, path);
  if (!(value instanceof Message)) throw notAllowed(path, "it is no message.");
  return value;
}

class MessageReader {
  constructor(private readonly schema: Schema) {}

  read(element: XmlElement, type: Particle["type"], path: string): MessageValue {
    if (element.attributes.length > 0) throw notAllowed(path, "it has no attributes.");
    if ("builtIn" in type) return readBuiltIn(type.builtIn, textOf(element, path), path);
    const named = this.#typeOf(type.named);
    if ("sequence" in named) return this.#sequence(element, named.sequence, path);
    const text = textOf(element, path);
    if (!named.values.includes(text)) throw notAllowed(path, `it cannot be ${text}.`);
    return text;
  }

  #typeOf(name: string): SchemaType {
    const type = this.schema.types.get(name);
    if (type === undefined) throw new Error(`The schema has no type ${name}`);
    return type;
  }

  #sequence(element: XmlElement, sequence: readonly Particle[], path: string): Message {
    if (element.text.trim() !== "") throw notAllowed(path, "it holds elements, not text.");
    const members = new Map<string, MessageValue[]>();
    const waiting = [...element.children];
    for (const particle of sequence) {
      const values: MessageValue[] = [];
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        // Local elements are unqualified in this schema.
        if (next.local !== particle.name || next.namespace !== "") break;
        if (values.length === particle.most) break;
        values.push(this.read(next, particle.type, `${path}/${particle.name}`));
        waiting.shift();
      }
      if (values.length < particle.least)
        throw notAllowed(`${path}/${particle.name}`, "it is missing.");
      members.set(particle.name, values);
    }
    const [unknown] = waiting;
    if (unknown !== undefined) throw notAllowed(`${path}/${unknown.local}`, "it does not go here.");
    return new Message(members);
  }
}

function textOf(element: XmlElement, path: string): string {
  if (element.children.length > 0) throw notAllowed(path, "it holds text, not elements.");
  return element.text;
}

function readBuiltIn(type: BuiltInType, text: string, path: string): string | Buffer {
  if (type === "string") return text;
  const value = text.trim();
  switch (type) {
    case "int":
    case "long":
      if (!/^[+-]?\d{1,19}$/.test(value) || !fits(BigInt(value.replace("+", "")), largest[type]))
        throw notAllowed(path, "it is no number.");
      return value;
    case "dateTime":
      if (Number.isNaN(Date.parse(value))) throw notAllowed(path, "it is no instant.");
      return value;
    case "base64Binary": {
      const base64 = value.replace(/\s+/g, "");
      const bytes = Buffer.from(base64, "base64");
      if (bytes.toString("base64") !== base64) throw notAllowed(path, "it is not Base64.");
      return bytes;
    }
  }
}

function fits(value: bigint, limit: bigint): boolean {
  return value >= -limit && value < limit;
}
