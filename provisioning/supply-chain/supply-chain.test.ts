import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { judgeAudit, policySchema } from './judge-audit.ts';
import policyFile from './policy.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const policy = policySchema.parse(policyFile);
interface LockEntry {
  version: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: true;
  link?: true;
}
const { packages } = JSON.parse(text('package-lock.json')) as { packages: Record<string, LockEntry> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('what is installed', () => {
  it('is named by exact versions', () => {
    const wanted = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(wanted.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
  });

  it('is proved by a SHA-512 each, and comes from no address of its own', () => {
    expect(locked.length).toBeGreaterThan(300);
    expect(locked.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
    expect(locked.filter(([, { resolved, link }]) => resolved !== undefined || link)).toEqual([]);
  });

  it('runs no script on its installation but those that are allowed, each with its reason', () => {
    const scripted = [...new Set(locked.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path)))];
    expect(scripted.filter((name) => !(name in policy.installScripts))).toEqual([]);
    const runs = (reason: string) => reason.startsWith('run:');
    expect(packageJson.allowScripts).toEqual(
      Object.fromEntries(Object.entries(policy.installScripts).map(([name, reason]) => [name, runs(reason)])),
    );
    const setup = text('provisioning/setup/setup.mjs');
    expect(setup).toContain("'ci', '--ignore-scripts'");
    const rebuilt = [...setup.matchAll(/\['rebuild', ([^\]]+)\]/g)].flatMap(([, names]) =>
      [...names!.matchAll(/'([^'-][^']*)'/g)].map(([, name]) => name),
    );
    expect(rebuilt).toEqual(Object.keys(policy.installScripts).filter((name) => runs(policy.installScripts[name]!)));
  });
});

const advisory = {
  ...{ source: 1, name: 'tar', dependency: 'tar', title: 'Path traversal', severity: 'high', range: '<7.6.0' },
  url: 'https://github.com/advisories/GHSA-r6q2-hw4h-h46w',
};
const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    tar: { name: 'tar', severity: 'high', via: [advisory], effects: ['onnxruntime-node'] },
    'onnxruntime-node': { name: 'onnxruntime-node', severity: 'high', via: ['tar'], effects: [] },
  },
  metadata: { vulnerabilities: { high: 2, total: 2 } },
});
const accepting = (parts: object) => ({
  ...policy,
  acceptedAdvisories: [
    {
      id: 'GHSA-r6q2-hw4h-h46w',
      package: 'tar',
      reason: 'only archives of our own are unpacked',
      until: '2026-12-31',
      ...parts,
    },
  ],
});
const today = '2026-11-23';

describe('npm audit', () => {
  it('is refused for what is known and not accepted', () => {
    const verdict = judgeAudit(report, policy, today);
    expect(verdict).toMatchObject({
      verdict: 'refused',
      open: [{ id: 'GHSA-r6q2-hw4h-h46w', package: 'tar', severity: 'high' }],
    });
  });

  it('is clean for what is accepted, until its day, and of that package alone', () => {
    expect(judgeAudit(report, accepting({}), today)).toMatchObject({
      verdict: 'clean',
      open: [],
      accepted: [{ package: 'tar' }],
    });
    expect(judgeAudit(report, accepting({}), '2027-01-01')).toMatchObject({ verdict: 'refused' });
    expect(judgeAudit(report, accepting({ package: 'yaml' }), today)).toMatchObject({ verdict: 'refused' });
    expect(judgeAudit(report, accepting({ id: 'GHSA-2222-2222-2222' }), today)).toMatchObject({
      verdict: 'refused',
      unneeded: ['GHSA-2222-2222-2222'],
    });
  });

  it('says of packages that nothing is known when nobody answers, which is not that they are clean', () => {
    const refused = {
      message: '405 Method Not Allowed - POST https://registry/-/npm/v1/security/audits/quick',
      method: 'POST',
      statusCode: 405,
    };
    expect(judgeAudit(JSON.stringify(refused), policy, today)).toEqual({ verdict: 'unknown', reason: refused.message });
    const failed = {
      error: { code: 'ENOAUDIT', summary: 'Your configured registry does not support audit requests.' },
    };
    expect(judgeAudit(JSON.stringify(failed), policy, today)).toMatchObject({
      verdict: 'unknown',
      reason: failed.error.summary,
    });
    for (const nothing of ['', '<html>', '{}', '[]', 'null', JSON.stringify({ auditReportVersion: 1, advisories: {} })])
      expect(judgeAudit(nothing, policy, today).verdict, nothing).toBe('unknown');
    expect(judgeAudit(JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} }), policy, today).verdict).toBe(
      'clean',
    );
  });

  it('has no acceptance that has run out', () => {
    const now = new Date().toISOString().slice(0, 10);
    expect(policy.acceptedAdvisories.filter(({ until }) => until < now)).toEqual([]);
  });
});
