import { encodeAuditCursor } from '../../../core/access/audit-log.ts';
import { given } from '../base/given.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const accessResolvers = {
  Query: {
    viewer: (_, __, { identity, isOpen }) => ({ ...identity, role: identity.role!, openMode: isOpen }),
    apiKeys: (_, __, { apiKeys }) => apiKeys.list(),
    auditLog: (_, { first, after, filter }, { audit }) => audit.list(first, after, given(filter ?? {})),
  },
  Mutation: {
    createApiKey: async (_, { input }, { apiKeys, identity }) => {
      const { key, token } = await apiKeys.create(input, identity);
      return { apiKey: key, token };
    },
    revokeApiKey: async (_, { id }, { apiKeys }) => ({ apiKey: await apiKeys.revoke(id) }),
  },
  AuditLog: {
    pageInfo: ({ nodes, hasNextPage, hasPreviousPage }) => {
      const [first, last] = [nodes[0], nodes.at(-1)];
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: first === undefined ? null : encodeAuditCursor(first),
        endCursor: last === undefined ? null : encodeAuditCursor(last),
      };
    },
  },
  Role: { READER: 'reader', EDITOR: 'editor', ADMIN: 'admin' },
  IdentityKind: {
    LOCAL: 'local',
    COMMAND_LINE: 'command-line',
    ADMIN_KEY: 'admin-key',
    API_KEY: 'api-key',
    TOKEN: 'token',
    ANONYMOUS: 'anonymous',
  },
} satisfies TopicResolvers;
