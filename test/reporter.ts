import Mocha from 'mocha';

/** Dots while it runs, failures and skipped tests by name, and one plain closing line. */
class PlainReporter extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    runner.on('pending', (test: Mocha.Test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      const { passes = 0, failures = 0 } = runner.stats ?? {};
      for (const title of skipped) process.stdout.write(`skipped: ${title}\n`);
      process.stdout.write(`\n${passes} passed, ${failures} failed, ${skipped.length} skipped\n`);
    });
  }
}
// Mocha takes a reporter from the default export.
export default PlainReporter;
