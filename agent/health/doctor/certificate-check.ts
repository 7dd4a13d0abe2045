import { X509Certificate } from 'node:crypto';
import { type Check, fail, ok, type Words, warn } from './check.ts';

const DAY_MS = 86_400_000;
/** From here on it should have been renewed: the agent does that at two thirds of its life. */
const LATE_SHARE = 1 / 6;

/** A certificate of this room and what to do when it runs out. */
export interface RoomCertificate {
  id: string;
  zh: string;
  en: string;
  /** PEM. @throws when it cannot be read */
  read(): string;
  remedy: Words;
}

/** How long a certificate holds. */
export function certificateCheck({ id, zh, en, read, remedy }: RoomCertificate, wallMs: () => number): Check {
  return {
    id,
    zh,
    en,
    examine: async () => {
      const certificate = new X509Certificate(read());
      const [fromMs, toMs] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
      const nowMs = wallMs();
      const leftMs = toMs - nowMs;
      const name = /CN=([^\n]+)/.exec(certificate.subject)?.[1] ?? certificate.subject;
      const until = new Date(toMs).toISOString().slice(0, 10);
      const detail = `${name}: until ${until} (${Math.floor(leftMs / DAY_MS)} days)`;
      if (nowMs < fromMs)
        return fail(
          `${detail}, from ${new Date(fromMs).toISOString().slice(0, 10)}`,
          '证书尚未生效：请检查本机时间',
          'is not valid yet: check this machine’s clock',
        );
      if (leftMs <= 0) return fail(detail, `证书已过期。${remedy.zh}`, `has run out. ${remedy.en}`);
      if (leftMs < (toMs - fromMs) * LATE_SHARE) return warn(detail, remedy.zh, remedy.en);
      return ok(detail);
    },
  };
}
