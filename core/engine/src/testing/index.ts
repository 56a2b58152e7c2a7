export { FakePlugins } from "./fake-plugins.js";
export type { FakePlugin, FakeRenewal, FakeStep } from "./fake-plugins.js";
export {
  FakeEntropy,
  FakeFiles,
  FakeLog,
  FakeOwner,
  FakeRandom,
  FakeSecrets,
} from "./fake-ports.js";
export { ManualClock } from "./manual-clock.js";
