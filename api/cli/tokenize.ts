import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

export function tokenizeCommand(): Command {
  return new Command('tokenize')
    .description('Token ids of the lines on standard input, as JSON lines.')
    .option('--model <name>', 'model whose vocabulary is used (default: the first one)')
    .action(tokenizeLines);
}

async function tokenizeLines({ model }: { readonly model?: string }): Promise<void> {
  const application = new Application(readConfig(process.env));
  const tokenize = await application.openTokenizer(model);
  for await (const text of createInterface({ input: process.stdin })) {
    const { ids, tokens, pieceCount, unknownCount, truncated } = tokenize(text);
    console.log(JSON.stringify({ text, ids: [...ids], tokens, pieceCount, unknownCount, truncated }));
  }
  await application.close();
}
