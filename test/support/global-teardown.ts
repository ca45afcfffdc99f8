/** After a run: stops the Postgres that global-setup.ts started and removes its data. */
export default async function globalTeardown(): Promise<void> {
  const server = globalThis.chaintillTestPostgres;
  globalThis.chaintillTestPostgres = undefined;
  await server?.stop();
}
