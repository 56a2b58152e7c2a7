import type { FormSchema, Json, JsonObject, Wait } from "@perennial/api";
import type { Problem } from "../drive/answer-source.js";

type Form = { readonly schema: FormSchema; readonly values?: JsonObject };

/** What a person typed into the forms of one run, so that a form asked again need not be typed anew. */
export class TypedForms {
  private readonly forms = new Map<
    string,
    { readonly typed: JsonObject; readonly given: JsonObject }
  >();

  /** @param place of the question: renewal, step, key. */
  keep(place: string, { values: given = {} }: Form, typed: JsonObject): void {
    this.forms.set(place, { typed, given });
  }

  /**
   * What stands in the form. What was typed stays, but not in a field that cannot be typed into, not
   * where the question has another value now than before, and not where it was refused: there what
   * the question says counts.
   * @param problems of the answer just given, which the question's own form did not take.
   */
  values(
    place: string,
    { schema, values: given = {} }: Form,
    { refusal }: Pick<Wait, "refusal">,
    problems: readonly Problem[],
  ): JsonObject {
    const before = this.forms.get(place);
    if (before === undefined) return given;
    const fields = Object.entries(schema.properties);
    const writable = fields.filter(([, { readOnly }]) => readOnly !== true);
    // Of several fields a refusal does not say which it is about.
    const isRefused = problems.length === 0 && refusal !== undefined && writable.length === 1;
    if (isRefused) return given;
    const kept = writable
      .filter(([name]) => isSame(given[name], before.given[name]))
      .flatMap(([name]) => {
        const value = before.typed[name];
        return value === undefined ? [] : [[name, value] as const];
      });
    return { ...given, ...Object.fromEntries(kept) };
  }
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
