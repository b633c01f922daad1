/** @file Time from the start of the process to its "ready" line, with a fresh home and after. `npm run bench -- start` */
import { startServerProcess } from './server-process.ts';

export async function start(): Promise<void> {
  const first = await startServerProcess();
  await first.stop({ keepHome: true });
  console.log(`first start (import, index 1,920 drawings): ${(first.readyMs / 1000).toFixed(1)} s`);
  for (let i = 0; i < 3; i++) {
    const again = await startServerProcess(first.home);
    await again.stop({ keepHome: i < 2 });
    console.log(`start after: ${(again.readyMs / 1000).toFixed(1)} s`);
  }
}
