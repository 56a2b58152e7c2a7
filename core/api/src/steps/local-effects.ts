/**
 * Kinds of effects (a key up to its first colon) of Perennial's own steps: they change keys, files and
 * records here, and nothing at an authority or an operator.
 */
export const localEffects: readonly string[] = [
  "key-id",
  "generate",
  "request",
  "save-request",
  "install",
  "record",
  "back-up",
];
