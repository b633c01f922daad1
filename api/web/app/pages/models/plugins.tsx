import { request } from '../../client/request.ts';
import { may } from '../../client/session.ts';
import { useAction } from '../../client/use-action.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/empty.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { type Column, Table } from '../../components/table.tsx';
import {
  DisablePluginDocument,
  EnablePluginDocument,
  type PluginRowFragment,
  PluginsDocument,
} from '../../generated/operations.ts';
import { texts as t } from './texts.ts';

const everything = {};

/** Every plugin; first those that cannot be used, with what to do. */
export function Plugins() {
  const { data, failure, reload } = useQuery(PluginsDocument, everything);
  const toggle = useAction(async ({ name, enabled }: PluginRowFragment) => {
    await (enabled ? request(DisablePluginDocument, { name }) : request(EnablePluginDocument, { name }));
    reload();
  });
  const isBusy = toggle.isBusy;
  return (
    <div class="stack section">
      <div>
        <h2>{t('pluginsTitle')}</h2>
        <p class="lead">{t('pluginsLead')}</p>
      </div>
      <FailureNotice failure={failure} onRetry={reload} />
      <FailureNotice failure={toggle.failure} />
      {data === undefined && failure === undefined && <Loading />}
      {data?.plugins.map(
        ({ name, error }) =>
          error !== null && (
            <Notice key={name} kind="warning" title={t('brokenTitle', { name })}>
              <p lang="en">{error}</p>
            </Notice>
          ),
      )}
      {data !== undefined && (
        <Table
          caption={t('pluginsTitle')}
          columns={columns(
            may('ADMIN') ? { isBusy, toggle: (plugin) => void toggle.run(plugin) } : undefined,
          )}
          rows={data.plugins}
          keyOf={({ name }) => name}
        />
      )}
    </div>
  );
}

interface Switching {
  readonly isBusy: boolean;
  readonly toggle: (plugin: PluginRowFragment) => void;
}

/** The last column is for those who may switch. */
function columns(switching: Switching | undefined): readonly Column<PluginRowFragment>[] {
  const shown: Column<PluginRowFragment>[] = [
    { key: 'name', label: t('plugin'), cell: (plugin) => <Name plugin={plugin} /> },
    { key: 'state', label: t('state'), cell: (plugin) => <State plugin={plugin} /> },
    { key: 'version', label: t('version'), cell: ({ version }) => version ?? '' },
    { key: 'licence', label: t('licence'), cell: ({ licence }) => licence ?? '' },
    {
      key: 'models',
      label: t('itsModels'),
      cell: ({ models }) => models.map(({ name }) => name).join(', ') || t('none'),
    },
  ];
  if (switching === undefined) return shown;
  return [
    ...shown,
    {
      key: 'action',
      label: t('action'),
      cell: (plugin) => <Switch plugin={plugin} switching={switching} />,
    },
  ];
}

function Name({ plugin: { name, description, builtIn } }: { readonly plugin: PluginRowFragment }) {
  return (
    <>
      {name} {builtIn && <span class="badge">{t('builtIn')}</span>}
      {description !== null && (
        <small class="under soft" lang="en">
          {description}
        </small>
      )}
    </>
  );
}

function State({ plugin: { enabled, error } }: { readonly plugin: PluginRowFragment }) {
  if (error !== null) return <span class="badge bad">{t('broken')}</span>;
  return enabled ? (
    <span class="badge good">{t('enabled')}</span>
  ) : (
    <span class="badge">{t('disabled')}</span>
  );
}

function Switch({
  plugin,
  switching: { isBusy, toggle },
}: {
  readonly plugin: PluginRowFragment;
  readonly switching: Switching;
}) {
  const { name, enabled } = plugin;
  // One that could not be loaded has nothing to switch.
  if (plugin.version === null) return null;
  return (
    <Button
      isDisabled={isBusy}
      label={t(enabled ? 'disableNamed' : 'enableNamed', { name })}
      onPress={() => toggle(plugin)}
    >
      {t(enabled ? 'disable' : 'enable')}
    </Button>
  );
}
