/** What a file is, by its first bytes. */
export type FileType = "pdf" | "jpeg" | "png" | "bmp" | "tiff" | "cms" | "other";

const beginnings: readonly (readonly [FileType, string])[] = [
  ["pdf", "255044462d"],
  ["jpeg", "ffd8ff"],
  ["png", "89504e470d0a1a0a"],
  ["bmp", "424d"],
  ["tiff", "49492a00"],
  ["tiff", "4d4d002a"],
  // A SEQUENCE, its length in the long or in the indefinite form.
  ["cms", "3080"],
  ["cms", "3081"],
  ["cms", "3082"],
  ["cms", "3083"],
  ["cms", "3084"],
];

export function fileType(content: Buffer): FileType {
  const start = content.subarray(0, 8).toString("hex");
  return beginnings.find(([, beginning]) => start.startsWith(beginning))?.[0] ?? "other";
}
