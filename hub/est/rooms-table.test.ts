import { describe, expect, it } from 'vitest';
import { readRoomsTable } from './rooms-table.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };

describe('a table of rooms', () => {
  it('is read with headings in either language, in any order', () => {
    const expected = [{ room, machines: ['AA:BB', 'PF377'] }];
    expect(readRoomsTable('﻿教室,机器,学校标识码,区划代码\nr301,AA:BB PF377,2131000000,310104\n', 'f')).toEqual(
      expected,
    );
    expect(readRoomsTable('region,school,room,machine,notes\n310104,2131000000,r301,AA:BB PF377,x\n', 'f')).toEqual(
      expected,
    );
    expect(readRoomsTable('Region,School,Room\r\n310104,2131000000,r301\r\n', 'f')).toEqual([{ room, machines: [] }]);
  });

  it.each([
    ['region,room\n310104,r301\n', 'line 1: has no column school'],
    ['region,school,room\n310104,2131000000,r301\n310104,21310,r302\n', 'line 3: school'],
    [
      'region,school,room\n310104,2131000000,r301\n310104,2131000000,r301\n',
      'line 3: 310104/2131000000/r301 is there twice',
    ],
    ['region,school,room\n310104,2131000000,r/1\n', 'line 2: room'],
    ['', 'line 1: has no column region'],
    ['a,"b\n', 'is not valid CSV'],
  ])('is refused as a whole: %j', (text, what) => {
    expect(() => readRoomsTable(text, 'rooms.csv')).toThrow(
      expect.objectContaining({ code: 'HUB_EST_ROOM', message: expect.stringContaining(what) }),
    );
  });
});
