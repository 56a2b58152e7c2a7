import { certumScenarios } from "./certum-scenarios.js";
import { killAtEveryCommit } from "./kill-at-every-commit.js";

await killAtEveryCommit(certumScenarios);
