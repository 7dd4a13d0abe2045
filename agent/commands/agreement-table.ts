import type { ThingAgreed } from '../validation/agreement.ts';
import type { Validation } from '../validation/validation.ts';
import { padded } from './padded.ts';
import { textTable } from './text-table.ts';

const things: Record<ThingAgreed['thing'], { name: string; of: string; figure: (agreement: number) => string }> = {
  talk: { name: '谁在说话 talk', of: 's', figure: share },
  zones: { name: '教师位置 teacher', of: 's', figure: share },
  hands: { name: '有人举手 hands (F1)', of: '次 times', figure: (agreement) => agreement.toFixed(2) },
  present: { name: '在座人数 present (±1)', of: '次 counts', figure: share },
  headsUp: { name: '抬头人数 heads up', of: '次 counts', figure: (agreement) => `±${agreement.toFixed(1)} 人 pupils` },
};
const classes: Record<string, string> = {
  ...{ teacher: '教师讲授 teacher', student: '学生发言 student', many: '齐答/讨论 many', none: '安静 quiet' },
  ...{ podium: '讲台 podium', board: '黑板前 board', aisle: '学生中间 aisle', away: '不在 away', up: '举手 up' },
};

/** How far box and person agree, for people: Chinese and English side by side. */
export function agreementTable({ labelsAtS, durationS, agreed, people }: Validation): string {
  const rows = agreed.map(({ thing, agreement, judged, missingS }) => {
    const { name, of, figure } = things[thing];
    const other = people?.find((each) => each.thing === thing);
    return [
      name,
      figure(agreement),
      other ? figure(other.agreement) : '–',
      `${judged.toFixed(0)} ${of}`,
      missingS > 0 ? `${missingS.toFixed(0)} s` : '',
    ];
  });
  const head = ['项目 item', '一致 agrees', '两人之间 people', '比对 judged', '无数据 no data'];
  const from = clock(Math.max(0, labelsAtS));
  return [
    `课上 ${from} 起 ${(durationS / 60).toFixed(1)} 分钟 · ${(durationS / 60).toFixed(1)} min of the lesson from ${from}`,
    '',
    textTable(head, rows),
    ...agreed.flatMap(({ thing, shares }) =>
      shares
        ? [
            '',
            `${things[thing].name}：人工 by hand / 机器 by the box`,
            ...shares.map(({ of, person, box }) => `  ${padded(classes[of]!, 22)}${share(person)} / ${share(box)}`),
          ]
        : [],
    ),
    ...agreed.flatMap(({ thing, worst }) =>
      worst.length === 0
        ? []
        : [
            '',
            `${things[thing].name}：最不一致 least agreed`,
            ...worst.map(
              ({ startS, endS, person, box }) =>
                `  ${clock(startS + labelsAtS)}–${clock(endS + labelsAtS)}  人 ${classes[person] ?? person} · 机器 ${classes[box] ?? box}`,
            ),
          ],
    ),
  ].join('\n');
}

function share(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

/** Minutes and seconds of the lesson. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
