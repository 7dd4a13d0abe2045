import { grantReading, readingGrants, revokeReading } from '../../hub/database/reader-scope.ts';
import { UsageError } from './exit-code.ts';
import { withHubDatabase } from './hub-schema.ts';
import { textTable } from './text-table.ts';

export interface HubAccessOptions {
  database: string;
  role: string;
  region?: string;
  school?: string;
  aggregates?: boolean;
}

/** `lectern hub room-access grant` */
export async function hubAccessGrant(options: HubAccessOptions): Promise<void> {
  const { database, role, aggregates } = options;
  const scope = scopeOf(options);
  if (!scope) throw new UsageError('say what it may read: --region or --school');
  await withHubDatabase(database, (open) => grantReading(open, role, scope, aggregates ? 'analyst' : 'reader'));
  console.log(`已授权 granted: ${role} → ${options.region ?? options.school}`);
}

/** `lectern hub room-access revoke` */
export async function hubAccessRevoke(options: HubAccessOptions): Promise<void> {
  const count = await withHubDatabase(options.database, (open) => revokeReading(open, options.role, scopeOf(options)));
  console.log(`已取消 revoked: ${count}`);
}

/** `lectern hub room-access list` */
export async function hubAccessList({ database, json }: { database: string; json?: boolean }): Promise<void> {
  const grants = await withHubDatabase(database, readingGrants);
  if (json) return console.log(JSON.stringify(grants));
  if (grants.length === 0) return console.log('无授权 nobody may read anything');
  const rows = grants.map(({ role, region, school, reads }) => [
    role,
    region ?? '',
    school ?? '',
    reads ?? '无 nothing',
  ]);
  console.log(textTable(['账号 role', '区域 region', '学校 school', '可读 reads'], rows));
}

function scopeOf({ region, school }: HubAccessOptions): { region: string } | { school: string } | undefined {
  if (region !== undefined && school !== undefined) throw new UsageError('either --region or --school');
  if (region !== undefined) {
    if (!/^\d{2}(\d{2}){0,2}$/.test(region)) throw new UsageError(`--region ${region}: 2, 4 or 6 digits`);
    return { region };
  }
  if (school === undefined) return undefined;
  if (!/^\d{10}$/.test(school)) throw new UsageError(`--school ${school}: 10 digits`);
  return { school };
}
