// The main job on an embedded default: one real renewal against a simulator, in a throw-away home.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./lib/runtime.mjs";

await import(pathToFileURL(join(root, "test/dist/demo/main.js")).href);
