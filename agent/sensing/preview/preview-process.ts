import { type PreviewReport, previewOrderSchema } from './preview-message.ts';
import { showSource } from './show-source.ts';

/** The process of a preview: waits for its order, shows the source, and ends when the agent lets go of it. */
const stopping = new AbortController();
const tell = (report: PreviewReport) => process.connected && process.send?.(report, undefined, {}, () => {});

process.once('message', async (raw) => {
  try {
    await showSource(previewOrderSchema.parse(raw), tell, stopping.signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'PREVIEW_FAULT';
    if (!stopping.signal.aborted) tell({ type: 'failed', code, message: (error as Error).message.slice(0, 2000) });
  }
  if (process.connected) process.disconnect();
});
process.on('disconnect', () => stopping.abort());
// The agent decides when a preview ends: an interrupt on the terminal reaches every process of the group.
process.on('SIGINT', () => {});
