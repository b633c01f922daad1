import { useLocation } from 'preact-iso';
import { may, session } from '../../client/session.ts';
import { Notice } from '../../components/notice.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { AuditTab } from './audit-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { texts as t } from './texts.ts';

/** Who one is; for administrators keys and the audit log. */
export function AccessPage() {
  const { query, route } = useLocation();
  const active = query['tab'] === 'audit' ? 'audit' : 'keys';
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div class="stack access">
        {session.value.viewer?.openMode === true ? <OpenMode /> : <Identity />}
        {may('ADMIN') ? (
          <div>
            <Tabs
              label={t('title')}
              tabs={[
                { key: 'keys', label: t('keys') },
                { key: 'audit', label: t('audit') },
              ]}
              active={active}
              onChange={(key) => route(key === 'keys' ? '/access' : '/access?tab=audit')}
            >
              {active === 'keys' ? <KeysTab /> : <AuditTab />}
            </Tabs>
          </div>
        ) : (
          <p class="soft">{t('needsAdmin')}</p>
        )}
      </div>
    </Page>
  );
}

function Identity() {
  const { viewer } = session.value;
  if (viewer == null) return null;
  const { kind, subject, role } = viewer;
  return (
    <section class="card">
      <h2>{t('you')}</h2>
      <dl class="facts">
        <dt>{t('identity')}</dt>
        <dd>{t(kind)}</dd>
        {(kind === 'API_KEY' || kind === 'TOKEN') && (
          <>
            <dt>{t('subject')}</dt>
            <dd>
              <code>{subject}</code>
            </dd>
          </>
        )}
        <dt>{t('role')}</dt>
        <dd>
          <span class="badge accent">{t(role)}</span>
        </dd>
        <dt>{t('may')}</dt>
        <dd>
          {t('may-READER')}
          {may('EDITOR') && ` ${t('may-EDITOR')}`}
          {may('ADMIN') && ` ${t('may-ADMIN')}`}
        </dd>
      </dl>
    </section>
  );
}

function OpenMode() {
  return (
    <Notice kind="warning" title={t('openTitle')}>
      <p>{t('openText')}</p>
      <p>{t('openHow')}</p>
      <pre class="command">
        <code>TUWEN_ADMIN_KEY=$(openssl rand -hex 32) npm start</code>
      </pre>
      <p>{t('openThen')}</p>
    </Notice>
  );
}
