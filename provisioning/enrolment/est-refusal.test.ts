import { describe, expect, it } from 'vitest';
import { estRefusal } from './est-refusal.ts';

const answer = (status: number, headers: Record<string, string> = {}, body = '') => ({
  status,
  headers,
  body: Buffer.from(body),
});

describe('what a server answers that is not ours', () => {
  it.each([
    [answer(202, { 'retry-after': '120' }), false, 'ENROL_WAITS', 120_000],
    [answer(202, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }), false, 'ENROL_WAITS', 3_600_000],
    [answer(202, { 'retry-after': '99999999' }), false, 'ENROL_WAITS', 86_400_000],
    [answer(202), false, 'ENROL_WAITS', 60_000],
    [answer(503, { 'retry-after': 'soon' }), true, 'ENROL_WAITS', 60_000],
    [answer(500, {}, 'database is down'), true, 'ENROL_WAITS', 60_000],
    [answer(401, {}, 'bad password'), false, 'ENROL_CODE_REFUSED', undefined],
    [answer(403), false, 'ENROL_CODE_REFUSED', undefined],
    [answer(401), true, 'ENROL_EXPIRED', undefined],
    [answer(403, {}, 'Certificate has been REVOKED'), true, 'ENROL_REVOKED', undefined],
    [answer(404, {}, '<html>nothing here</html>'), false, 'ENROL_SERVER', undefined],
    [answer(302, { location: 'http://portal.school.lan' }), false, 'ENROL_SERVER', undefined],
  ] as const)('%o', (given, isRenewal, code, retryAfterMs) => {
    const refusal = estRefusal(given, 'est.example.edu.cn', isRenewal);
    expect(refusal.code).toBe(code);
    // A date is to the second.
    if (retryAfterMs === undefined) expect(refusal.retryAfterMs).toBeUndefined();
    else expect(Math.abs(refusal.retryAfterMs! - retryAfterMs)).toBeLessThan(5_000);
    expect(refusal.message).toMatch(/^est\.example\.edu\.cn: /);
    expect(refusal.message).not.toMatch(/<html/);
  });

  it('never puts control characters or a long text into the log', () => {
    const { message } = estRefusal(answer(400, {}, `\u001b[31m${'x'.repeat(5_000)}\n\u0007`), 'est', false);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(400);
  });
});
