import type { TopicResolvers } from '../topic-resolvers.ts';

export const pluginResolvers = {
  Query: {
    plugins: (_, __, { plugins }) => plugins.list(),
  },
  Mutation: {
    enablePlugin: (_, { name }, { plugins }) => plugins.setEnabled(name, true),
    disablePlugin: (_, { name }, { plugins }) => plugins.setEnabled(name, false),
  },
  Plugin: {
    models: async ({ name, error }, _, { models }) =>
      error === undefined ? (await models.list()).filter(({ family }) => family === name) : [],
  },
} satisfies TopicResolvers;
