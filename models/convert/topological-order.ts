import type { TfGraph, TfNode } from './tf-graph.ts';

/** The nodes the outputs depend on, each after the nodes it reads from. What no output needs is left out. */
export function inOrderOfUse(tf: TfGraph): TfNode[] {
  const byName = new Map(tf.nodes.map((node) => [node.name, node]));
  const ordered: TfNode[] = [];
  const seen = new Set<string>();
  // An explicit stack, because networks are deeper than is comfortable for recursion.
  const stack = tf.outputs.map((output) => ({ name: output.value.node, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const node = byName.get(top.name);
    const input = node?.inputs[top.next++];
    if (input !== undefined) {
      if (!seen.has(input.node)) stack.push({ name: input.node, next: 0 });
      continue;
    }
    stack.pop();
    if (node !== undefined && !seen.has(node.name)) ordered.push(node);
    seen.add(top.name);
  }
  return ordered;
}
