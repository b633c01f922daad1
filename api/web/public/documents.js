/** Every GraphQL document the page sends: constants, so that the server parses each once. */

export const OVERVIEW = `query Overview {
  models { name isDefault dimension imageSize parameters { total } runtime { provider } }
  collections { name description itemCount modelName }
}`;

export const SEARCH = `query Search($collection: String!, $query: SearchInput!, $first: Int!, $after: String) {
  search(collection: $collection, query: $query, first: $first, after: $after) {
    edges { score rank node { id key text image { url width height } } }
    pageInfo { hasNextPage endCursor }
    tokenization { tokens pieceCount unknownCount truncated }
  }
}`;

export const BROWSE = `query Browse($collection: String!, $first: Int!, $after: String) {
  collection(name: $collection) {
    items(first: $first, after: $after) {
      edges { node { id key text image { url width height } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const ITEM = `query Item($id: ID!) {
  item(id: $id) { id key text metadata image { url } }
}`;

export const CLASSIFY = `query Classify($image: ImageInput!, $labels: [String!]!, $templates: [String!], $model: String) {
  classifyImage(image: $image, labels: $labels, templates: $templates, model: $model) {
    predictions { label index probability cosine }
  }
}`;

export const CREATE_UPLOAD = `mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) { upload { id putUrl } }
}`;
