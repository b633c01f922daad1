/** @file For `node --import`: a plugin's own tests find `tuwen/plugin` as the plugin does when Tuwen loads it. */
import { providePluginApi } from './provide-plugin-api.ts';

providePluginApi();
