import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/config.ts';
import { builtInRulesPath, loadRules } from '../feedback/read-rules.ts';
import { openDatabase } from '../store/database.ts';
import { DesiredStore } from '../store/desired-store.ts';
import { regionChecks } from './region-checks.ts';
import { regionFiles, regionResources, regionSettings } from './region-wishes.ts';

const text = `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
`;
const checks = (more = '') =>
  regionChecks(parseConfig(`${text}${more}`, '/etc/lectern.yaml'), {
    installed: () => new Map([['faces', 'a'.repeat(64)]]),
    wish: ({ url }) => `asked for ${url}`,
    satisfied: () => {},
  });
const timetable = (room: string) =>
  JSON.stringify({
    version: 1,
    room,
    timeZone: 'Asia/Shanghai',
    term: { start: '2026-09-01', weeks: 20 },
    lessons: [],
    holidays: [],
    swaps: [],
    overrides: [],
  });

describe('whether a room can have what its region wishes', () => {
  it('is told of models by their files', () => {
    const models = (sha256: string, id = 'faces') => checks().models({ version: 1, models: [{ id, sha256 }] });
    expect(models('a'.repeat(64))).toBeNull();
    expect(models('b'.repeat(64))).toContain('faces; update it');
    expect(models('a'.repeat(64), 'heads')).toContain('heads');
    const bundle = { url: 'https://hub.example.edu.cn/models/', manifestSha256: 'c'.repeat(64) };
    const withBundle = (sha256: string) => checks().models({ version: 1, models: [{ id: 'faces', sha256 }], bundle });
    expect(withBundle('a'.repeat(64))).toBeNull();
    expect(withBundle('b'.repeat(64))).toBe('asked for https://hub.example.edu.cn/models/');
  });

  it('is told of a timetable as it is of a file', () => {
    const wished = (content: string | null, more = '') => checks(more).timetable({ version: 1, text: content });
    expect(wished(null, 'timetable: own.json')).toBeNull();
    expect(wished(timetable('r301'))).toBeNull();
    expect(wished(timetable('r302'))).toContain('of room r302');
    expect(wished('{')).toBeTruthy();
    expect(wished('{}')).toBeTruthy();
    expect(wished(timetable('r301'), 'timetable: own.json')).toContain('of its own');
  });

  it('is told of rules as it is of a file', () => {
    const builtIn = readFileSync(builtInRulesPath, 'utf8');
    const wished = (content: string | null, more = '') => checks(more).rules({ version: 1, text: content });
    expect(wished(builtIn)).toBeNull();
    expect(wished(`${builtIn}\n- id: x`)).toContain('rules:');
    expect(String(wished('- '.repeat(2000))).length).toBeLessThan(310);
    expect(wished(builtIn, 'findings: { rules: own.yaml }')).toContain('of its own');
  });

  it('is told of training material', () => {
    const one = { tag: 'a.b', title: { zh: '一', en: 'one' } };
    expect(checks().resources({ version: 1, resources: [one] })).toBeNull();
    expect(checks().resources({ version: 1, resources: [one, one] })).toContain('a.b is there twice');
  });
});

describe('what is in force', () => {
  let folder: string;
  let database: Database.Database;
  let store: DesiredStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-region-'));
    database = openDatabase(folder);
    store = new DesiredStore(database);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const force = (kind: string, data: object, version = 1) =>
    store.note({ kind, version, content: JSON.stringify({ version, ...data }), status: 'applied' });

  it('is nothing at first', () => {
    expect([regionSettings(store), regionFiles(store, folder)]).toEqual([{}, {}]);
    expect(regionResources(store)).toEqual([]);
  });

  it('lies in files that others read like the room’s own, until it is taken back', () => {
    force('config', { settings: { minGroup: 20 } });
    force('timetable', { text: timetable('r301') });
    force('rules', { text: readFileSync(builtInRulesPath, 'utf8') });
    force('resources', { resources: [{ tag: 'a', title: { zh: '一', en: 'one' } }] });
    const { timetable: file, rules } = regionFiles(store, folder);
    expect(regionSettings(store)).toEqual({ minGroup: 20 });
    expect(JSON.parse(readFileSync(file!, 'utf8')).room).toBe('r301');
    expect(loadRules(rules!)).toEqual(loadRules(builtInRulesPath));
    expect(regionResources(store)).toHaveLength(1);
    force('timetable', { text: null }, 2);
    expect(regionFiles(store, folder).timetable).toBeUndefined();
    expect(existsSync(file!)).toBe(false);
  });
});
