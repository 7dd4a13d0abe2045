import { BenchRun } from './bench-run.ts';
import { groups } from './groups.ts';

/** The process of one group: what another has left in memory, or compiled, does not count here. */
const group = groups.find(({ name }) => name === process.argv[2]);
if (!group) throw new Error(`there is no group ${process.argv[2]}`);
const run = new BenchRun(group.figures, (text) => process.send?.({ progress: text }));
await group.measure(run);
await new Promise((resolve) => process.send?.({ result: run.result() }, resolve));
// A browser, a net or a broker that ends slowly is not waited for.
process.exit();
