import type { IntlMessageFormat } from "intl-messageformat";

type Elements = ReturnType<IntlMessageFormat["getAst"]>;
type Element = Elements[number];

/** An argument where a message uses it. */
export interface MessageArgument {
  readonly name: string;
  readonly kind: "plain" | "number" | "date" | "select" | "plural";
  /** Of a plural: its type and the forms that are there, `=1` among them. */
  readonly plural?: { readonly type: "cardinal" | "ordinal"; readonly forms: readonly string[] };
}

// The parser's element types (`TYPE`): an enum that would have to be loaded with the parser.
const kinds: { readonly [type: number]: MessageArgument["kind"] } = {
  1: "plain",
  2: "number",
  3: "date",
  4: "date",
  5: "select",
  6: "plural",
};

/** The arguments of a parsed message in order of use, those in its options included. */
export function argumentsOf(elements: Elements): readonly MessageArgument[] {
  return elements.flatMap((element) => {
    const kind = kinds[element.type];
    if (kind === undefined || !("value" in element)) return [];
    const own: MessageArgument = { name: element.value, kind, ...pluralOf(element) };
    if (!("options" in element)) return [own];
    return [own, ...Object.values(element.options).flatMap(({ value }) => argumentsOf(value))];
  });
}

function pluralOf(element: Element): Pick<MessageArgument, "plural"> {
  if (!("pluralType" in element)) return {};
  const forms = Object.keys(element.options);
  return { plural: { type: element.pluralType ?? "cardinal", forms } };
}
