import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { pagePaths } from '../paths.ts';
import { askSession, watchRefusals, watchServer } from './client/session.ts';
import { Shell } from './shell/shell.tsx';

/** Links that stay in the app; the browser follows the others. */
const scope = new RegExp(
  `^(${pagePaths.map((path) => path.replace(/:\w+/g, '[^/?#]+')).join('|')})/?([?#]|$)`,
);

const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no #app');
render(
  <LocationProvider scope={scope}>
    <Shell />
  </LocationProvider>,
  place,
);
watchRefusals();
watchServer();
void askSession();
