/**
 * Skips the test, or all of the suite in whose hook this is, and puts the reason behind the title
 * that `npm test` lists.
 */
export function skipBecause(context: Mocha.Context, reason: string): never {
  const running = context.test;
  const isHook = running !== undefined && "type" in running && running.type === "hook";
  const titled = isHook ? running.parent : running;
  const behind = ` (${reason})`;
  if (titled !== undefined && !titled.title.endsWith(behind)) titled.title += behind;
  return context.skip();
}
