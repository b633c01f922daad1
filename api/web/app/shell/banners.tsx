import { useState } from 'preact/hooks';
import { isReachable } from '../client/request.ts';
import { session } from '../client/session.ts';
import { recall, remember } from '../client/storage.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { texts as t } from './texts.ts';

/** What is true of the whole server. */
export function Banners() {
  return (
    <>
      <div role="alert">
        {!isReachable.value && (
          <p class="banner error">
            <Icon name="alert" size={18} />
            {t('unreachable')}
          </p>
        )}
      </div>
      {session.value.viewer?.openMode === true && <OpenModeBanner />}
    </>
  );
}

function OpenModeBanner() {
  const [isHidden, setHidden] = useState(recall('tuwen.open-mode', ['hidden']) === 'hidden');
  if (isHidden) return null;
  return (
    <aside class="banner" aria-label={t('openMode')}>
      <Icon name="info" size={18} />
      <p>
        {t('openMode')} <span>{t('openModeHint')}</span>
      </p>
      <Button
        look="plain"
        onPress={() => {
          setHidden(true);
          remember('tuwen.open-mode', 'hidden');
        }}
      >
        {t('hide')}
      </Button>
    </aside>
  );
}
