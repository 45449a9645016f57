#!/usr/bin/env node
/** The `drawbridge` command: one file in cli/ per subcommand, loaded only when it is asked for. */
import { Command, CommanderError } from 'commander';
import type { WhatifFlags } from './cli/whatif.ts';
import { ConfigError, DrawbridgeError, UsageError } from './errors.ts';

const program = new Command('drawbridge')
  .description('A Microsoft Teams bot for on-call responders and helpdesk')
  .exitOverride()
  .showSuggestionAfterError(true)
  .configureOutput({
    outputError: (text, write) => {
      write(text.replace(/^error: /, 'drawbridge: '));
    },
  });

program
  .command('demo')
  .description('simulated tenant, bot and Agents Playground in one go')
  .option('--tenant <dir>', 'folder with the tenant to simulate')
  .option('--port <number>', 'port of the bot', '3978')
  .option('--no-playground', 'only the simulator and the bot')
  .option('--latency <ms>', 'delay of every simulated answer', '0')
  .action(async (options: { tenant?: string; port: string; playground: boolean; latency: string }) => {
    const { demo } = await import('./cli/demo.ts');
    process.exitCode = await demo({
      ...(options.tenant === undefined ? {} : { tenantDir: options.tenant }),
      port: wholeNumber('--port', options.port, 65_535),
      playground: options.playground,
      latencyMs: wholeNumber('--latency', options.latency, 60_000),
    });
  });

program
  .command('serve')
  .description('the bot for a real tenant, configured by the environment')
  .option('--env <name>', 'environment file env/.env.<name>')
  .action(async (options: { env?: string }) => {
    const { serve } = await import('./cli/serve.ts');
    process.exitCode = await serve(options);
  });

program
  .command('simulate')
  .description('the simulated Microsoft services alone')
  .requiredOption('--tenant <dir>', 'folder with the tenant to simulate')
  .option('--port <number>', 'port of the services', '3980')
  .option('--latency <ms>', 'delay of every answer', '0')
  .option('--record <file>', 'append every exchange to this file')
  .action(async (options: { tenant: string; port: string; latency: string; record?: string }) => {
    const { simulate } = await import('./cli/simulate.ts');
    process.exitCode = await simulate({
      tenantDir: options.tenant,
      port: wholeNumber('--port', options.port, 65_535),
      latencyMs: wholeNumber('--latency', options.latency, 60_000),
      ...(options.record === undefined ? {} : { recordFile: options.record }),
    });
  });

program
  .command('ask')
  .description('one message from the terminal, through the same path as Teams')
  .argument('<text>', 'what you would type in Teams')
  .option('--as <upn>', 'who asks')
  .option('--tenant <dir>', 'folder with the tenant to simulate')
  .option('--json', 'print the reply activity')
  .option('--csv <file>', 'write the whole list behind the answer to this file')
  .action(async (text: string, options: { as?: string; tenant?: string; json?: true; csv?: string }) => {
    const { ask } = await import('./cli/ask.ts');
    process.exitCode = await ask({
      text,
      json: options.json === true,
      ...(options.csv === undefined ? {} : { csvFile: options.csv }),
      ...(options.as === undefined ? {} : { as: options.as }),
      ...(options.tenant === undefined ? {} : { tenantDir: options.tenant }),
    });
  });

program
  .command('parse')
  .description('JSON lines {"text","context"?} in, JSON lines {"intent","slots","confidence"} out')
  .action(async () => {
    const { parseStdin } = await import('./cli/parse.ts');
    process.exitCode = await parseStdin();
  });

program
  .command('whatif')
  .description('evaluates Conditional Access offline')
  .requiredOption('--tenant <dir>', 'folder with the tenant')
  .option('--cases <file>', 'JSON array of cases; without it, or with -, standard input')
  .option('--draft <file>', 'policies to put in place or add: what would change for whom')
  .option('--app <id...>', 'with --draft: only for these apps')
  .option('--replace-all', 'with --draft: the file holds all the policies there will be')
  .action(async (options: WhatifFlags) => {
    const { whatif } = await import('./cli/whatif.ts');
    process.exitCode = await whatif(options);
  });

program
  .command('doctor')
  .description('checks configuration, credentials, permissions, upstreams, database and app package')
  .option('--env <name>', 'environment file env/.env.<name>')
  .option('--json', 'one JSON object a line')
  .action(async (options: { env?: string; json?: true }) => {
    const { doctor } = await import('./cli/doctor-command.ts');
    process.exitCode = await doctor({
      json: options.json === true,
      ...(options.env === undefined ? {} : { env: options.env }),
    });
  });

for (const [name, which, description] of [
  ['stop', 'pull', 'pulls the stop switch: nothing new is sent until it is released'],
  ['resume', 'release', 'releases the stop switch'],
] as const) {
  program
    .command(name)
    .description(description)
    .requiredOption('--reason <text>', 'why; kept in the record')
    .option('--as <upn>', 'who does it; kept in the record as said at the command line')
    .action(async (options: { reason: string; as?: string }) => {
      const { stopCommand } = await import('./cli/stop-command.ts');
      process.exitCode = await stopCommand(which, options);
    });
}

const audit = program.command('audit').description('the record of every decision');
audit
  .command('verify')
  .description('proves that no entry was changed, removed or inserted')
  .option('--file <file>', 'an export in JSON lines instead of the database')
  .option('--anchor <rows:hash>', 'what an earlier verification said: that row must still be there')
  .action(async (options: { file?: string; anchor?: string }) => {
    const { auditVerify } = await import('./cli/audit-command.ts');
    process.exitCode = await auditVerify(options);
  });
audit
  .command('export')
  .description('writes the record out')
  .option('--since <time>', 'ISO time of the first entry')
  .option('--format <format>', 'jsonl or csv', 'jsonl')
  .action(async (options: { since?: string; format: string }) => {
    const { auditExport } = await import('./cli/audit-command.ts');
    process.exitCode = await auditExport(options);
  });

program
  .command('package')
  .description('builds the Teams app package')
  .option('--env <name>', 'environment file env/.env.<name>', 'local')
  .action(async (options: { env: string }) => {
    const { packageApp } = await import('./cli/package-command.ts');
    process.exitCode = await packageApp(options);
  });

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new UsageError(`${name} is \`${text}\``, `give a whole number from 0 to ${max}`);
  }
  return value;
}

/** One line: what happened and what to do; never a stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError) {
    for (const fault of error.faults) {
      process.stderr.write(`drawbridge: ${fault.name}: ${fault.problem} (example: ${fault.example})\n`);
    }
    return 2;
  }
  if (error instanceof DrawbridgeError) {
    const advice = error.advice === undefined ? '' : `; ${error.advice}`;
    process.stderr.write(`drawbridge: ${error.message}${advice}\n`);
    return error.code === 'usage' || error.code === 'policy_invalid' || error.code === 'tenant_invalid'
      ? 2
      : 1;
  }
  process.stderr.write(`drawbridge: ${error instanceof Error ? error.message : 'unknown failure'}\n`);
  return 1;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
