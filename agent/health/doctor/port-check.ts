import { createServer } from 'node:net';
import { type Check, fail, ok } from './check.ts';

/**
 * Whether a port is free for the agent, or is the agent's.
 * @param isAgents whether the agent that runs on this machine serves it
 */
export function portCheck(address: string, port: number, isAgents: (signal: AbortSignal) => Promise<boolean>): Check {
  return {
    id: `port-${port}`,
    zh: `端口 ${port}`,
    en: `port ${port}`,
    examine: async (signal) => {
      if (await isAgents(signal)) return ok(`${address}:${port}: served by the agent`);
      const code = await listenError(address, port);
      if (code === null) return ok(`${address}:${port}: free`);
      const command = `sudo ss -ltnp 'sport = :${port}'`;
      if (code === 'EADDRINUSE')
        return fail(
          `${address}:${port}: another program has it`,
          `被其他程序占用；查看：${command}`,
          `another program has it; see which: ${command}`,
        );
      return fail(
        `${address}:${port}: ${code}`,
        '请在配置中换一个地址或端口',
        'choose another address or port in the configuration',
      );
    },
  };
}

async function listenError(address: string, port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  server.listen(port, address, () => server.close(() => resolve(null)));
  return await promise;
}
