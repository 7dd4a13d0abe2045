import type { Database } from './database.ts';

/** What a login of the database may read: regions by the first digits of their code, or a school. */
export type ReaderScope = { region: string } | { school: string };

export interface ReadingGrant {
  role: string;
  region: string | null;
  school: string | null;
  /** Null: it may read nothing yet, for it is in neither group. */
  reads: 'rows' | 'aggregates' | null;
}

/** There is no such login. */
export class NoSuchRoleError extends Error {
  readonly code = 'HUB_ROLE';
}

/**
 * Lets a login read: row by row as `reader`, medians and counts as `analyst`. That holds of this scope alone, whatever the login
 * may read elsewhere; granted again, the scope is read as was said last.
 * @throws NoSuchRoleError
 */
export async function grantReading(
  database: Database,
  role: string,
  scope: ReaderScope,
  as: 'reader' | 'analyst',
): Promise<void> {
  await database.transaction(async (session) => {
    const [found] = await session.query<{ sql: string }>(
      `SELECT format('GRANT lectern_${as} TO %I', rolname) AS sql FROM pg_roles WHERE rolname = $1`,
      [role],
    );
    if (!found)
      throw new NoSuchRoleError(`the database has no role ${role}; its administrator makes one: CREATE ROLE … LOGIN`);
    await session.query(found.sql);
    await session.query(
      `INSERT INTO lectern.reader_scope (role, region, school, reads) VALUES ($1, $2, $3, $4)
        ON CONFLICT (role, region, school) DO UPDATE SET reads = excluded.reads`,
      [
        role,
        'region' in scope ? scope.region : null,
        'school' in scope ? scope.school : null,
        as === 'reader' ? 'rows' : 'aggregates',
      ],
    );
  });
}

/**
 * Takes one grant away, or all of a login. It stays in its group, which by itself reads nothing.
 * @returns how many were taken away
 */
export async function revokeReading(database: Database, role: string, scope?: ReaderScope): Promise<number> {
  const rows = await database.query(
    `DELETE FROM lectern.reader_scope WHERE role = $1
      AND ($2::boolean OR (region IS NOT DISTINCT FROM $3::text AND school IS NOT DISTINCT FROM $4::text)) RETURNING role`,
    [
      role,
      scope === undefined,
      scope && 'region' in scope ? scope.region : null,
      scope && 'school' in scope ? scope.school : null,
    ],
  );
  return rows.length;
}

export async function readingGrants(database: Database): Promise<ReadingGrant[]> {
  return database.query<ReadingGrant>(`SELECT scope.role, scope.region, scope.school,
    CASE WHEN scope.reads = 'rows' AND pg_has_role(known.oid, 'lectern_reader', 'MEMBER') THEN 'rows'
      WHEN pg_has_role(known.oid, 'lectern_reader', 'MEMBER') OR pg_has_role(known.oid, 'lectern_analyst', 'MEMBER')
        THEN 'aggregates' END AS reads
    FROM lectern.reader_scope AS scope LEFT JOIN pg_roles AS known ON known.rolname = scope.role
    ORDER BY scope.role, scope.region, scope.school`);
}
