import type { ComponentType } from 'preact';
import type { PagePath } from '../paths.ts';
import type { Role } from './generated/operations.ts';
import { AccessPage } from './pages/access/access-page.tsx';
import { ClassifyPage } from './pages/classify/classify-page.tsx';
import { CollectionPage } from './pages/collections/collection-page.tsx';
import { CollectionsPage } from './pages/collections/collections-page.tsx';
import { ComparePage } from './pages/evaluations/compare/compare-page.tsx';
import { EvaluationPage } from './pages/evaluations/evaluation-page.tsx';
import { EvaluationsPage } from './pages/evaluations/evaluations-page.tsx';
import { ModelsPage } from './pages/models/models-page.tsx';
import { SearchPage } from './pages/search/search-page.tsx';
import { SimilarityPage } from './pages/similarity/similarity-page.tsx';

export interface PageEntry {
  readonly path: PagePath;
  /** Its icon and its text in the navigation; left out for pages that others lead to. */
  readonly name?: 'search' | 'classify' | 'similarity' | 'collections' | 'models' | 'evaluations' | 'access';
  /** Roles below are not offered it. */
  readonly needs: Role;
  readonly component: ComponentType;
}

/** Every page, in the order of the navigation. */
export const pages: readonly PageEntry[] = [
  { path: '/', name: 'search', needs: 'READER', component: SearchPage },
  { path: '/classify', name: 'classify', needs: 'READER', component: ClassifyPage },
  { path: '/similarity', name: 'similarity', needs: 'READER', component: SimilarityPage },
  { path: '/collections', name: 'collections', needs: 'READER', component: CollectionsPage },
  { path: '/collections/:name', needs: 'READER', component: CollectionPage },
  { path: '/models', name: 'models', needs: 'READER', component: ModelsPage },
  { path: '/evaluations', name: 'evaluations', needs: 'READER', component: EvaluationsPage },
  { path: '/evaluations/:id', needs: 'READER', component: EvaluationPage },
  { path: '/evaluations/:id/against/:baseline', needs: 'READER', component: ComparePage },
  { path: '/access', name: 'access', needs: 'READER', component: AccessPage },
];
