import { readFileSync, writeFileSync } from 'node:fs';
import { SECURITY, withFuzzTable } from './fuzz-table.ts';

writeFileSync(SECURITY, withFuzzTable(readFileSync(SECURITY, 'utf8')));
