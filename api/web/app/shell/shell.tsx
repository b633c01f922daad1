import { useEffect, useRef } from 'preact/hooks';
import { Route, Router, useLocation } from 'preact-iso';
import { may, session } from '../client/session.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { type PageEntry, pages } from '../pages.ts';
import { Account } from './account.tsx';
import { Banners } from './banners.tsx';
import { Navigation } from './navigation.tsx';
import { Page } from './page.tsx';
import { Preferences } from './preferences.tsx';
import { SignIn } from './sign-in.tsx';
import { texts as t } from './texts.ts';

/** Everything around the pages. */
export function Shell() {
  const { state } = session.value;
  return (
    <div class={`shell${state === 'closed' ? ' closed' : ''}`}>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="sidebar">
        <a class="brand" href="/" aria-label={t('home')}>
          <img src="/favicon.svg" alt="" width={32} height={32} />
          <span>
            图文 <span class="latin">Tuwen</span>
          </span>
        </a>
        {state === 'open' && <Navigation />}
        <div class="sidebar-foot">
          <Account />
          <Preferences />
          {may('READER') && (
            <a class="explorer" href="/graphiql">
              {t('explorer')}
            </a>
          )}
        </div>
      </header>
      <div class="stage">
        <Banners />
        {state === 'closed' ? <SignIn /> : state === 'open' ? <Pages /> : <Waiting />}
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <main id="content">
      <Loading />
    </main>
  );
}

/** The page of the address; focus goes to it when another one is opened. */
function Pages() {
  const { path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [path]);
  return (
    <main id="content" tabIndex={-1} ref={main}>
      <Router>
        {pages.map((page) => (
          <Route key={page.path} path={page.path} component={guarded(page)} />
        ))}
        <Route default component={NotFound} />
      </Router>
    </main>
  );
}

const guardedPages = new Map<PageEntry, PageEntry['component']>();

/** A page, or why it is not shown; the same component each time, so that it keeps its state. */
function guarded(page: PageEntry): PageEntry['component'] {
  const known = guardedPages.get(page);
  if (known !== undefined) return known;
  const Shown = page.component;
  const Guarded = () => (may(page.needs) ? <Shown /> : <Forbidden needs={page.needs} />);
  guardedPages.set(page, Guarded);
  return Guarded;
}

function Forbidden({ needs }: Pick<PageEntry, 'needs'>) {
  return (
    <Page title={t('forbiddenTitle')}>
      <Empty icon="lock" title={t('forbiddenText', { role: t(needs) })} />
    </Page>
  );
}

function NotFound() {
  return (
    <Page title={t('notFoundTitle')}>
      <Empty icon="search" title={t('notFoundText')}>
        <a href="/">{t('toSearch')}</a>
      </Empty>
    </Page>
  );
}
