/** Closes in good order on the first SIGINT or SIGTERM; a second one ends at once. */
export function closeOnSignal(close: () => Promise<void>): void {
  const onSignal = (): void => {
    process.once('SIGINT', () => process.exit(130));
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
}
