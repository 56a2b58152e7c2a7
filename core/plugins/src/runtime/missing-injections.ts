import "reflect-metadata";

/**
 * The places, from 0, of a class's constructor parameters for which tsyringe finds nothing to give:
 * neither a token nor, from a compiler, a class. Parameters with a default value and those after one
 * are not counted (ECMA-262, 15.1.5).
 */
export function missingInjections(type: {
  readonly length?: number;
  readonly name: string;
}): readonly number[] {
  const tokens = metadata(type, "injectionTokens");
  const types = metadata(type, "design:paramtypes");
  return Array.from({ length: type.length ?? 0 }, (_none, place) => place).filter((place) => {
    const known = types[place];
    // A compiler writes Object for an interface.
    const isClass = typeof known === "function" && known !== Object;
    return tokens[place] === undefined && !isClass;
  });
}

function metadata(type: object, key: string): { readonly [place: number]: unknown } {
  const found: unknown = Reflect.getMetadata(key, type);
  return typeof found === "object" && found !== null ? (found as { [place: number]: unknown }) : {};
}
