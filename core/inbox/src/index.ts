export { WatchedFolders } from "./watched-folders.js";
export type { Candidate, Unusable, WatchedFoldersSetting } from "./watched-folders.js";
export { matchesName } from "./wildcards.js";
