import { xmlElement, xmlText } from "../xml/write-xml.js";
import type { Particle, Schema } from "./schema.js";

/** What an answer holds; elements without a value are left out. */
export type Answer = { readonly [name: string]: AnswerValue | readonly AnswerValue[] | undefined };
export type AnswerValue = string | number | Date | Answer;

/**
 * Writes an element of a body in the order of the schema.
 * @throws Error for an answer that the schema does not allow: that is the simulator's own mistake.
 */
export function writeMessage(schema: Schema, name: string, answer: Answer): string {
  const type = schema.elements.get(name);
  if (type === undefined) throw new Error(`The schema has no message ${name}`);
  const content = writeSequence(schema, type, answer, name);
  return `<tns:${name} xmlns:tns="${xmlText(schema.namespace)}">${content}</tns:${name}>`;
}

function writeSequence(schema: Schema, type: string, answer: Answer, path: string): string {
  const description = schema.types.get(type);
  if (description === undefined || !("sequence" in description))
    throw new Error(`${path} is no sequence in the schema`);
  const known = description.sequence.map(({ name }) => name);
  const unknown = Object.keys(answer).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`The schema has no ${path}/${unknown}`);
  return description.sequence
    .map((particle) => writeParticle(schema, particle, answer[particle.name], path))
    .join("");
}

function writeParticle(
  schema: Schema,
  { name, type, least, most }: Particle,
  value: Answer[string],
  path: string,
): string {
  const values = value === undefined ? [] : isList(value) ? value : [value];
  if (values.length < least || values.length > most)
    throw new Error(`The schema does not allow ${values.length} of ${path}/${name}`);
  return values
    .map((one) => {
      if (typeof one === "object" && !(one instanceof Date)) {
        if ("builtIn" in type) throw new Error(`${path}/${name} has no elements in the schema`);
        return xmlElement(name, writeSequence(schema, type.named, one, `${path}/${name}`));
      }
      return xmlElement(name, xmlText(one instanceof Date ? one.toISOString() : String(one)));
    })
    .join("");
}

function isList(value: NonNullable<Answer[string]>): value is readonly AnswerValue[] {
  return Array.isArray(value);
}
