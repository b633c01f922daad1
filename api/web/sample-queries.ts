/** One tab of the GraphiQL page. */
export interface SampleQuery {
  readonly query: string;
  /** JSON, as the page's variables editor holds it. */
  readonly variables?: string;
}

/** A red heart, 48×48 pixels, drawn for this file: 178 bytes of PNG. */
const heart =
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwAQMAAABtzGvEAAAABlBMVEX////dLkSqJfm4AAAAZ0lEQVR42rXPsQ2AIBCF4Z9YUDICozAajOYo' +
  'jEBpYXjKxcREjbHxmq+6e+/gbVxxBYgtLEBa0wrknvuOJF1xg/KFx3Wy1G8kacRGaTkJUgO8VIFJmrH4URe7NYoaVhpCM3w9PuOX2QCrMGFy' +
  'zmGSGwAAAABJRU5ErkJggg==';

const variables = (value: object): string => JSON.stringify(value, null, 2);

/** What the GraphiQL page opens with: one tab a topic, each runs as it stands on the bundled gallery. */
export const sampleQueries: readonly SampleQuery[] = [
  {
    query: `# Press Ctrl-Enter to run. The other tabs are more examples.
query Models {
  models {
    name
    family
    isDefault
    dimension
    imageSize
    contextLength
    parameters { total visual text }
    runtime { provider }
  }
  collections { name description itemCount modelName }
}
`,
  },
  {
    query: `query Tokenize($texts: [String!]!) {
  tokenize(texts: $texts) {
    text
    ids
    tokens
    pieceCount
    unknownCount
    truncated
  }
}
`,
    variables: variables({ texts: ['一把红色的雨伞', '下雨天 rainy'] }),
  },
  {
    query: `# packed: base64 of little-endian float32.
# values: the same as plain numbers.
query EmbedTexts($texts: [String!]!) {
  embedTexts(texts: $texts) { dimension norm packed }
}
`,
    variables: variables({ texts: ['雨伞', '生日蛋糕'] }),
  },
  {
    query: `query Similarity(
  $images: [ImageInput!]!
  $texts: [String!]!
) {
  similarity(images: $images, texts: $texts) {
    logitScale
    cosines
    probabilitiesPerImage
  }
}
`,
    variables: variables({ images: [{ base64: heart }], texts: ['红心', '雨伞', '猫'] }),
  },
  {
    query: `query Classify(
  $image: ImageInput!
  $labels: [String!]!
  $templates: [String!]
) {
  classifyImage(
    image: $image
    labels: $labels
    templates: $templates
  ) {
    promptsPerLabel
    predictions(first: 3) { label probability cosine }
  }
}
`,
    variables: variables({
      image: { base64: heart },
      labels: ['红心', '雨伞', '猫', '火车'],
      templates: ['{}', '一个{}'],
    }),
  },
  {
    query: `query Search(
  $collection: String!
  $query: SearchInput!
  $first: Int!
) {
  search(
    collection: $collection
    query: $query
    first: $first
  ) {
    edges {
      rank
      score
      node { id key text image { url } }
    }
    pageInfo { hasNextPage endCursor }
    tokenization { tokens unknownCount }
  }
}
`,
    variables: variables({ collection: 'emoji', query: { text: '雨伞' }, first: 5 }),
  },
];
