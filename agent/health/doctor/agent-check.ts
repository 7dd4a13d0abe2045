import { z } from 'zod';
import { type Check, fail, ok, warn } from './check.ts';

const reportSchema = z.object({
  ready: z.boolean(),
  safeMode: z.boolean(),
  reasons: z.array(z.string().max(500)).max(50),
});
const ANSWER_MS = 5000;

/** Whether the agent runs on this machine and could record a lesson, by its own word. */
export function agentCheck(port: number): Check {
  const address = `http://127.0.0.1:${port}/readyz`;
  return {
    id: 'agent',
    zh: '程序正在运行',
    en: 'the agent runs',
    examine: async (signal) => {
      let text: string;
      try {
        const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
        text = await response.text();
      } catch (error) {
        const { name, cause } = error as Error;
        const why =
          name === 'TimeoutError'
            ? `no answer within ${ANSWER_MS / 1000} s`
            : ((cause as NodeJS.ErrnoException)?.code ?? name);
        if (why === 'ECONNREFUSED')
          return warn(
            `${address}: not running`,
            '没有运行；请启动：sudo systemctl start lectern，原因见：journalctl -u lectern -n 50',
            'does not run; start it: sudo systemctl start lectern; why it ended: journalctl -u lectern -n 50',
          );
        return fail(
          `${address}: ${why}`,
          '程序没有应答；请重新启动：sudo systemctl restart lectern',
          'it does not answer; start it again: sudo systemctl restart lectern',
        );
      }
      const report = reportOf(text);
      if (!report)
        return fail(
          `${address}: is something else`,
          `端口 ${port} 被其他程序占用；查看：ss -ltnp 'sport = :${port}'`,
          `another program has port ${port}; see which: ss -ltnp 'sport = :${port}'`,
        );
      if (!report.ready)
        return fail(
          report.reasons.join(' · '),
          '现在不能记录课堂；请按上面的原因处理',
          'no lesson could be recorded now, for the reasons above',
        );
      if (report.safeMode)
        return warn(
          'ready, in safe mode',
          '配置文件有误，正用上一份有效配置；请检查配置文件',
          'the configuration is wrong, so the last good one is used; check the file',
        );
      return ok('ready');
    },
  };
}

function reportOf(text: string) {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
