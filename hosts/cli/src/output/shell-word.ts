/**
 * A word as a shell takes it: as it is where nothing in it means anything to a shell, otherwise in
 * quotes, those of POSIX shells (POSIX.1-2024, 2.2.2) or of Windows.
 */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") {
    return /^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
