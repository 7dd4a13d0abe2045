import { z } from 'zod';

export const policySchema = z.strictObject({
  /** Packages that bring a script for their installation, and whether it is run and why. */
  installScripts: z.record(z.string(), z.string().regex(/^(run|not run): ./)),
  /** Known weaknesses that do not reach us; each is looked at again on its day. */
  acceptedAdvisories: z.array(
    z.strictObject({
      id: z.string().regex(/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/),
      package: z.string().min(1),
      reason: z.string().min(20),
      until: z.iso.date(),
    }),
  ),
});
export type SupplyPolicy = z.infer<typeof policySchema>;

const advisorySchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
  range: z.string(),
});
/** `npm audit --json`, of npm 7 and later; packages that are affected by way of another name that one alone. */
const auditSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
});
const failureSchema = z.object({
  message: z.string().optional(),
  error: z.object({ code: z.string().optional(), summary: z.string().optional() }).optional(),
});

export interface Advisory {
  /** `GHSA-…`, or the advisory's address where it has no such id. */
  id: string;
  package: string;
  title: string;
  severity: string;
  range: string;
}

export type AuditVerdict =
  /** Nobody could be asked, which says nothing of the packages. */
  | { verdict: 'unknown'; reason: string }
  | { verdict: 'clean' | 'refused'; open: Advisory[]; accepted: Advisory[]; unneeded: string[] };

/**
 * Judges what `npm audit --json` says. Whatever is known and not accepted is refused, however small: an acceptance holds for one
 * advisory of one package, and until its day.
 * @param today `2026-09-01`
 */
export function judgeAudit(text: string, policy: SupplyPolicy, today: string): AuditVerdict {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { verdict: 'unknown', reason: text.trim() === '' ? 'npm audit said nothing' : 'npm audit gave no JSON' };
  }
  const audit = auditSchema.safeParse(json);
  if (!audit.success) {
    const { error, message } = failureSchema.safeParse(json).data ?? {};
    const reason = error?.summary || error?.code || message || 'npm audit gave a report of another form';
    return { verdict: 'unknown', reason };
  }
  const known = new Map<string, Advisory>();
  for (const { via } of Object.values(audit.data.vulnerabilities))
    for (const each of via) {
      if (typeof each === 'string') continue;
      const id = /GHSA(-[a-z0-9]{4}){3}/.exec(each.url)?.[0] ?? each.url;
      const { name, title, severity, range } = each;
      known.set(`${id} ${name}`, { id, package: name, title, severity, range });
    }
  const isAccepted = ({ id, package: name }: Advisory) =>
    policy.acceptedAdvisories.some((one) => one.id === id && one.package === name && today <= one.until);
  const all = [...known.values()].sort((a, b) => (a.package < b.package ? -1 : 1));
  const open = all.filter((each) => !isAccepted(each));
  const unneeded = policy.acceptedAdvisories
    .filter(({ id, package: name }) => !known.has(`${id} ${name}`))
    .map(({ id }) => id);
  return { verdict: open.length > 0 ? 'refused' : 'clean', open, accepted: all.filter(isAccepted), unneeded };
}
