import type { TopicResolvers } from '../topic-resolvers.ts';

export const uploadResolvers = {
  Mutation: {
    createUpload: async (_, { input }, { uploads }) => ({
      upload: await uploads.create(input.sizeBytes, input.kind),
    }),
  },
  UploadKind: { PICTURE: 'picture', ARCHIVE: 'archive' },
  Upload: {
    putUrl: (upload, _, { signedUploadPath }) => signedUploadPath(upload),
  },
} satisfies TopicResolvers;
