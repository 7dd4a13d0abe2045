/** What each exit code of `lectern` means; printed by `lectern --help`. */
export const exitCodes = {
  fault: 1,
  usage: 2,
  source: 3,
  disk: 4,
  network: 5,
  interrupted: 130,
} as const;

export const exitCodeHelp = `
Exit codes: 0 done · 1 unexpected fault, or doctor found something to do · 2 wrong option, configuration, timetable, rules or models, or refused by the room
            3 a source or backup cannot be read · 4 disk full or not writable · 5 port taken, or agent, broker, camera or server not reachable · 130 interrupted`;

/** The exit code for an error, by its stable `code`. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'INTERRUPTED') return exitCodes.interrupted;
  if (
    /^(ACCESS_|CONFIG_|LABELS_|USAGE|TIMETABLE_|RULES_|LIFE_|ROOM_|STORE_MISSING|HUB_ROLE|HUB_DATABASE_URL|HUB_DATABASE_BUSY|HUB_SCHEMA|HUB_EST_AUTHORITY|HUB_EST_ROOM|ENROL_(CODE|ROOM|FILE|NOTHING|REVOKED|EXPIRED|BUSY))/.test(
      code,
    )
  )
    return exitCodes.usage;
  if (/^(MEDIA_|SENSOR_|BACKUP_UNREADABLE)/.test(code)) return exitCodes.source;
  if (code === 'MODEL_BUNDLE_UNREACHABLE') return exitCodes.network;
  if (/^(ERASE_REFUSED|BACKUP_REFUSED|BACKUP_TOO_NEW|MODEL_(BUNDLE|KEYS|UPDATE|TEST|TOO)_)/.test(code))
    return exitCodes.usage;
  if (/^(ERASE_DISK|STORE_|REPORT_|MODEL_DISK|BACKUP_DISK|HUB_EST_FOLDER|ENROL_FOLDER|ENROL_KEY)/.test(code))
    return exitCodes.disk;
  if (/^(SCREEN_|HUB_|ONVIF_|AGENT_|ENROL_)/.test(code)) return exitCodes.network;
  return exitCodes.fault;
}

export class UsageError extends Error {
  readonly code = 'USAGE';
}

export class InterruptedError extends Error {
  readonly code = 'INTERRUPTED';
  constructor() {
    super('interrupted; nothing was written');
  }
}
