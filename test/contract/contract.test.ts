import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readMessage } from '../../provisioning/contract/messages.ts';
import { type Channel, channels } from '../../provisioning/contract/topics.ts';
import { contractProblems, documentProblems } from './check-contract.ts';
import { publishedFiles, publishedFolder, recordedMessages } from './published-contract.ts';

describe('the published contract', () => {
  it('is what the code says, by its parser and by its recorded messages', async () => {
    expect(await contractProblems()).toEqual([]);
  });

  it('tells of every channel with a recorded message, but for the one that nobody measures yet', () => {
    const text = readFileSync(new URL('asyncapi.yaml', publishedFolder), 'utf8');
    const { components } = parse(text) as { components: { messages: Record<string, { examples?: unknown[] }> } };
    const silent = Object.entries(components.messages).filter(([, { examples }]) => examples?.length !== 1);
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(Object.keys(components.messages)).toHaveLength(Object.keys(channels).length);
  });

  it('is found out when it is no AsyncAPI document', async () => {
    const text = publishedFiles().get('asyncapi.yaml')!;
    expect(await documentProblems(text.replace('action: send', 'action: shout'))).not.toEqual([]);
    expect(await documentProblems(text.replace('$ref: "#/channels/lesson"', '$ref: "#/channels/nothing"'))).not.toEqual(
      [],
    );
    expect(await documentProblems(text.replace('type: object', 'type: thing'))).not.toEqual([]);
  });
});

describe('a recorded message', () => {
  it.each([...recordedMessages().keys()] as Channel[])('of %s is refused with anything more in it', (channel) => {
    const message = recordedMessages().get(channel) as { data: object };
    const more = { ...message, data: { ...message.data, picture: 'AAAA' } };
    expect(readMessage(channel, Buffer.from(JSON.stringify(message))).problem).toBeUndefined();
    expect(readMessage(channel, Buffer.from(JSON.stringify(more))).problem).toContain('picture');
  });
});
