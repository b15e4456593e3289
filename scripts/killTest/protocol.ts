/** The line with which the launcher says that everything runs. */
export const officeIsOpen = 'the office is open';

/** The environment of a command on this office: its own servers, whatever else is configured. */
export function configOf(
  dataDir: string,
  addresses: { databaseUrl: string; temporalAddress: string },
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    INCASSO_DATA_DIR: dataDir,
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
  };
}
