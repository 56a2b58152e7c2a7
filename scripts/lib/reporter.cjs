// Mocha's spec reporter that also leaves its counts in a file.
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: [], failures: [] };
    runner.on("pass", () => (counts.passed += 1));
    runner.on("fail", (test) => {
      counts.failed += 1;
      counts.failures.push(test.fullTitle());
    });
    runner.on("pending", (test) => counts.skipped.push(test.fullTitle()));
    runner.on("end", () => {
      if (process.env.PERENNIAL_TEST_REPORT !== undefined) {
        writeFileSync(process.env.PERENNIAL_TEST_REPORT, JSON.stringify(counts));
      }
    });
  }
};
