import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type Database from 'better-sqlite3';
import type { HealthCheck, MachineHealth } from '../screen/setup/controls/machine.ts';
import type { LogRing } from './log-ring.ts';
import { tarOf } from './tar.ts';
import { dataWithoutSecrets, yamlWithoutSecrets } from './without-secrets.ts';

const README = `What school IT can send to support. It holds how the agent and its machine are, the configuration without secrets,
and the log of the last hour. It holds no picture, no sound, no report, no note, no timetable and no teacher's pseudonym.

学校信息技术老师可以发给技术支持的文件：程序与机器的状态、去掉密码的配置、最近一小时的日志。
不含图像、声音、课堂报告、备注、课表和教师编号。
`;

export interface BundleFacts {
  version: string;
  configFile: string;
  database: Database.Database;
  log: Pick<LogRing, 'text'>;
  health: MachineHealth;
  checks: readonly HealthCheck[];
  wallMs: number;
}

/** @returns a .tar.gz */
export async function supportBundle(facts: BundleFacts): Promise<Uint8Array> {
  const { version, configFile, database, log, health, checks, wallMs } = facts;
  const json = (data: unknown) => `${JSON.stringify(dataWithoutSecrets(data), null, 1)}\n`;
  const versions = {
    lectern: version,
    node: process.versions.node,
    kernel: release(),
    machine: `${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 1024 ** 2)} MiB`,
    sqlite: database.prepare('SELECT sqlite_version()').pluck().get(),
    schema: database.pragma('user_version', { simple: true }),
  };
  const files = [
    { name: 'README.txt', content: README },
    { name: 'versions.json', content: json(versions) },
    { name: 'health.json', content: json(health) },
    { name: 'checks.json', content: json(checks) },
    { name: 'counts.json', content: json(countsOf(database)) },
    { name: 'configuration.yaml', content: configOf(configFile) },
    { name: 'log.ndjson', content: log.text() },
  ].map(({ name, content }) => ({ name: `lectern-support/${name}`, content }));
  return await promisify(gzip)(tarOf(files, wallMs));
}

/** How many rows each table has. */
export function countsOf(database: Database.Database): Record<string, number> {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
  const count = (table: string) => database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
  return Object.fromEntries(tables.map((table) => [table, count(table)]));
}

function configOf(file: string): string {
  try {
    return yamlWithoutSecrets(readFileSync(file, 'utf8'));
  } catch (error) {
    return `# ${(error as NodeJS.ErrnoException).code}\n`;
  }
}
