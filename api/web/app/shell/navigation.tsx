import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { may } from '../client/session.ts';
import { Icon } from '../components/icon.tsx';
import { useInSight } from '../components/use-in-sight.ts';
import { pages } from '../pages.ts';
import { texts as t } from './texts.ts';

/** The pages that the caller's role may see. */
export function Navigation() {
  const { path } = useLocation();
  const shown = pages.filter(({ name, needs }) => name !== undefined && may(needs));
  const row = useRef<HTMLElement>(null);
  useInSight(row, '[aria-current]', path);
  return (
    <nav class="navigation" ref={row} aria-label={t('navigation')}>
      <ul>
        {shown.map(
          (page) =>
            page.name !== undefined && (
              <li key={page.path}>
                <a href={page.path} aria-current={isAt(path, page.path) ? 'page' : undefined}>
                  <Icon name={page.name} />
                  {t(page.name)}
                </a>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}

const isAt = (path: string, page: string): boolean =>
  page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`);
