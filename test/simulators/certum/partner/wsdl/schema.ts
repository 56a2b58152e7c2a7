import { attributeOf, childrenOf, type XmlElement } from "../xml/xml-element.js";

const XS = "http://www.w3.org/2001/XMLSchema";

/** The types of XML Schema that the service uses. */
export const builtInTypes = ["string", "int", "long", "dateTime", "base64Binary"] as const;
export type BuiltInType = (typeof builtInTypes)[number];

/** An element in a sequence. */
export interface Particle {
  readonly name: string;
  /** A built-in type, or a name in the schema. */
  readonly type: { readonly builtIn: BuiltInType } | { readonly named: string };
  readonly least: number;
  readonly most: number;
}

/** A sequence of elements, or text of a list. */
export type SchemaType =
  { readonly sequence: readonly Particle[] } | { readonly values: readonly string[] };

/** The schema of a service whose types are sequences and lists of values, as this one's are. */
export interface Schema {
  readonly namespace: string;
  /** Types by name. */
  readonly types: ReadonlyMap<string, SchemaType>;
  /** The types of the elements that a body may hold. */
  readonly elements: ReadonlyMap<string, string>;
}

/** @throws Error for what it cannot read, so that nothing of a schema is passed over. */
export function readSchema(schema: XmlElement): Schema {
  const types = new Map<string, SchemaType>();
  const elements = new Map<string, string>();
  for (const part of schema.children) {
    const name = need(part, "name");
    if (part.local === "element") elements.set(name, localName(need(part, "type")));
    else if (part.local === "complexType") types.set(name, readSequence(part));
    else if (part.local === "simpleType") types.set(name, readValues(part));
    else throw new Error(`The schema has a ${part.local}, which is not understood`);
  }
  return { namespace: need(schema, "targetNamespace"), types, elements };
}

function readSequence(type: XmlElement): SchemaType {
  const [sequence] = childrenOf(type, XS, "sequence");
  if (sequence === undefined || type.children.length !== 1)
    throw new Error(`The type ${need(type, "name")} is no sequence`);
  return { sequence: sequence.children.map(readParticle) };
}

function readParticle(element: XmlElement): Particle {
  if (element.local !== "element") throw new Error(`A sequence has a ${element.local}`);
  const type = need(element, "type");
  const builtIn = builtInTypes.find((candidate) => type === `xs:${candidate}`);
  if (builtIn === undefined && !type.startsWith("tns:"))
    throw new Error(`The type ${type} is not understood`);
  const most = attributeOf(element, "maxOccurs") ?? "1";
  return {
    name: need(element, "name"),
    type: builtIn === undefined ? { named: localName(type) } : { builtIn },
    least: Number(attributeOf(element, "minOccurs") ?? "1"),
    most: most === "unbounded" ? Number.POSITIVE_INFINITY : Number(most),
  };
}

function readValues(type: XmlElement): SchemaType {
  const [restriction] = childrenOf(type, XS, "restriction");
  const values = childrenOf(restriction ?? type, XS, "enumeration");
  if (values.length === 0) throw new Error(`The type ${need(type, "name")} lists no values`);
  return { values: values.map((value) => need(value, "value")) };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function need(element: XmlElement, name: string): string {
  const value = attributeOf(element, name);
  if (value === undefined) throw new Error(`A ${element.local} of the schema has no ${name}`);
  return value;
}
