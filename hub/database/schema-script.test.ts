import { expect, it } from 'vitest';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { migrate, schemaScript, schemaSteps } from './migrate.ts';

onBothDatabases((hub) => {
  it('is known when it was applied by hand', async () => {
    await hub.database.script('DROP SCHEMA lectern CASCADE');
    await hub.database.script(schemaScript());
    expect(await hub.database.query('SELECT name FROM lectern.schema_step ORDER BY number')).toEqual(
      schemaSteps().map(({ name }) => ({ name })),
    );
    expect(await migrate(hub.database)).toEqual([]);
  });

  it('is applied whole or not at all', async () => {
    await hub.database.script('DROP SCHEMA lectern CASCADE');
    const steps = [...schemaSteps(), { number: 99, name: '099-wrong.sql', sql: 'SELECT no_such_thing;' }];
    await expect(hub.database.script(schemaScript(steps))).rejects.toThrow('no_such_thing');
    await hub.database.script('ROLLBACK');
    expect(await hub.database.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'lectern'`)).toEqual([]);
    expect(await migrate(hub.database)).toHaveLength(schemaSteps().length);
  });
});
