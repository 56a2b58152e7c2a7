import type { IntlMessageFormat } from "intl-messageformat";

type Elements = ReturnType<IntlMessageFormat["getAst"]>;
type Element = Elements[number];

// The parser's element types (`TYPE`): an enum that would have to be loaded with the parser.
const literal = 0;
const pound = 7;
/** What stands where nobody said what stands there. */
const gap = "…";

/**
 * A parsed message without the arguments that are not there: each is a gap, and of a choice or a
 * plural the form `other` is left, so that the rest can still be read.
 */
export function withGaps(elements: Elements, isThere: (name: string) => boolean): Elements {
  return elements.flatMap((element): Elements => {
    if (!("value" in element) || element.type === literal) return [element];
    const own = isThere(element.value);
    if (!("options" in element)) return own ? [element] : [gapElement(element)];
    if (!own) {
      const { value: other } = element.options["other"] ?? { value: [] };
      return withGaps(
        other.map((one) => (one.type === pound ? gapElement(one) : one)),
        isThere,
      );
    }
    const options = Object.fromEntries(
      Object.entries(element.options).map(([name, option]) => [
        name,
        { ...option, value: withGaps(option.value, isThere) },
      ]),
    );
    return [{ ...element, options } as Element];
  });
}

function gapElement({ location }: Element): Element {
  return {
    type: literal,
    value: gap,
    ...(location === undefined ? {} : { location }),
  } as Element;
}
