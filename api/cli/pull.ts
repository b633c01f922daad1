import cliProgress from 'cli-progress';
import { Command, Option } from 'commander';
import { parseHubModel } from '../../core/model/hub-model.ts';
import type { PulledFiles, PullModelInput } from '../../core/model/pull-model.ts';
import type { HubKind } from '../../core/ports/model-hub.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import {
  addImportOptions,
  type ImportOptions,
  importBar,
  printModel,
  readImportOptions,
} from './import-options.ts';

interface PullOptions extends ImportOptions {
  readonly hub?: HubKind;
  readonly revision?: string;
  readonly file: readonly string[];
}

export function pullCommand(): Command {
  const command = new Command('pull')
    .description('Download a published model from a hub and import it.')
    .argument('<model>', 'organisation/name, or modelscope:organisation/name')
    .addOption(
      new Option('--hub <hub>', 'where to look (default: TUWEN_HUB)').choices(['huggingface', 'modelscope']),
    )
    .option('--revision <revision>', 'branch, tag or commit (default: the main branch)')
    .option(
      '--file <pattern>',
      'weights to take, with * and ?; may be repeated (default: the best form there is)',
      (pattern: string, patterns: readonly string[]) => [...patterns, pattern],
      [],
    );
  return addImportOptions(command).action(pullModel);
}

async function pullModel(id: string, options: PullOptions): Promise<void> {
  const config = readConfig(process.env);
  const { revision, file } = options;
  const hub = options.hub ?? config.hub;
  const source = parseHubModel(id, { hub, ...(revision === undefined ? {} : { revision }) });
  const input = { ...(await readImportOptions(options)), source, files: file };
  const application = new Application(config);
  const bars = pullBars();
  try {
    const model = await application.pullModel.run({ ...input, ...bars.callbacks });
    bars.stop();
    printModel(model);
  } finally {
    bars.stop();
    await application.close();
  }
}

interface PullBars {
  readonly callbacks: Required<Pick<PullModelInput, 'onDownload' | 'onDownloaded' | 'onProgress'>>;
  stop(): void;
}

/** One bar for the download, if there is something to do, then one for the import. */
function pullBars(): PullBars {
  const download = new cliProgress.SingleBar({
    format: '{stage} {path} {bar} {percentage}%, {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 1000,
  });
  let importing: ReturnType<typeof importBar> | undefined;
  return {
    callbacks: {
      onDownload({ stage, path, doneBytes, totalBytes }) {
        if (!download.isActive) download.start(1, 0, { stage, path });
        download.setTotal(Math.max(totalBytes, 1));
        download.update(doneBytes, { stage, path });
      },
      onDownloaded(files) {
        download.stop();
        printDownload(files);
        importing = importBar();
      },
      onProgress: (progress) => importing?.onProgress(progress),
    },
    stop() {
      download.stop();
      importing?.stop();
    },
  };
}

function printDownload({ revision, receivedBytes, unverified }: PulledFiles): void {
  const received =
    receivedBytes === 0 ? 'everything was there' : `${(receivedBytes / 1e6).toFixed(1)} MB received`;
  console.log(`Downloaded revision ${revision}: ${received}.`);
  if (unverified.length > 0) {
    console.log(`The hub has no digest of ${unverified.join(', ')}: only the size was checked.`);
  }
}
