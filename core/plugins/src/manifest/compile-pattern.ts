/** The regular expression of a field's `pattern`, or what is wrong with it. */
export function compilePattern(pattern: string): RegExp | SyntaxError {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
