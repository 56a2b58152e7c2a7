import { DigisignTrial } from "./digisign-trial.js";
import { killAtEveryCommit } from "./kill-at-every-commit.js";

await killAtEveryCommit([{ name: "DigiSign", open: () => DigisignTrial.open() }]);
