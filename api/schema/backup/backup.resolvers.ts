import { backupKind } from '../../../core/backup/backup-job.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const backupResolvers = {
  Mutation: {
    startBackup: (_, { models }, { jobs }) => jobs.start(backupKind, { models }),
  },
} satisfies TopicResolvers;
