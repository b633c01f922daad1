import { Command, Option } from 'commander';
import type { Identity } from '../../core/access/identity.ts';
import { type Role, roles } from '../../core/access/role.ts';
import type { ApiKey } from '../../core/ports/api-key-store.ts';
import { withDatabase } from './with-database.ts';

/** Whoever can open the database may do everything. */
const self: Identity = { kind: 'command-line', subject: 'command-line', role: 'admin' };

export function keysCommand(): Command {
  return new Command('keys')
    .description(
      'API keys of the server. While it runs on the embedded database, use GraphQL: `createApiKey`.',
    )
    .addCommand(createCommand())
    .addCommand(new Command('list').description('List keys, newest first.').action(list))
    .addCommand(
      new Command('revoke')
        .description('Refuse a key from now on.')
        .argument('<id>', 'the eight characters after `tuwen_`')
        .action(revoke),
    );
}

function createCommand(): Command {
  return new Command('create')
    .description('Make a key and print it, this once.')
    .argument('<name>', 'who or what uses it')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('reader'))
    .addOption(new Option('--days <days>', 'days until it expires (default: never)').argParser(Number))
    .action((name: string, { role, days }: { role: Role; days?: number }) =>
      withDatabase(async ({ apiKeys, audit }) => {
        const input = { name, role, expiresInDays: days };
        const change = { by: self, action: 'createApiKey', arguments: { input } };
        const { token } = await audit.around(change, () => apiKeys.create(input, self));
        console.log(token);
      }),
    );
}

async function list(): Promise<void> {
  await withDatabase(async ({ apiKeys }) => {
    for (const key of await apiKeys.list()) console.log(line(key));
  });
}

function line({ id, name, role, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey): string {
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? 'never';
  const end = revokedAt === null ? `expires ${day(expiresAt)}` : `revoked ${day(revokedAt)}`;
  return `${id}  ${role}  ${name}  created ${day(createdAt)}  ${end}  used ${day(lastUsedAt)}`;
}

async function revoke(id: string): Promise<void> {
  await withDatabase(async ({ apiKeys, audit }) => {
    const change = { by: self, action: 'revokeApiKey', arguments: { id } };
    const { name } = await audit.around(change, () => apiKeys.revoke(id));
    console.log(`${id} (${name}) is revoked.`);
  });
}
