import { expect, it } from 'vitest';
import { DeviceFault } from '../device-fault.ts';
import { recallPreset } from './visca-commands.ts';
import { usualViscaTiming, ViscaExchange } from './visca-exchange.ts';
import { panTiltInquiry, powerInquiry } from './visca-inquiries.ts';
import type { ViscaLink } from './visca-link.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** A serial line on which the test says what the camera says to each packet: hexadecimal, several parted by commas. */
function lineWith(...answers: string[]) {
  const sent: string[] = [];
  const link: ViscaLink = {
    ...{ where: 'a line', address: 1, isChain: true },
    run: () => Promise.resolve(),
    silent: () => {},
    ready: () => Promise.resolve(),
    send: (packet) => {
      sent.push(Buffer.from(packet).toString('hex'));
      for (const answer of (answers.shift() ?? '').split(',')) if (answer) setImmediate(say, answer);
      return { tag: null, sent: Promise.resolve() };
    },
    sendAgain: (packet, kind) => link.send(packet, kind),
  };
  const exchange = new ViscaExchange(link, { ...usualViscaTiming, replyMs: 60, fullPauseMs: 5, doneMs: 80 });
  const say = (hex: string) => void exchange.received(bytesOf(hex), null);
  return { exchange, say, sent };
}

it('commands and questions are answered side by side, by their sockets', async () => {
  const { exchange, say } = lineWith('90 41 FF', '90 42 FF', '90 50 02 FF');
  const first = await exchange.command(recallPreset(1, 1));
  const second = await exchange.command(recallPreset(1, 2));
  expect(exchange.running).toBe(2);
  expect(await exchange.ask(powerInquiry)).toBe('on');
  say('90 52 FF');
  say('90 61 04 FF');
  expect(await second.ending).toBe('done');
  expect(await first.ending).toBe('cancelled');
  expect(exchange.running).toBe(0);
});

it('a command whose acknowledgement was lost is done when the camera says so', async () => {
  const { exchange } = lineWith('90 51 FF');
  expect(await (await exchange.command(recallPreset(1, 1))).ending).toBe('done');
});

it('the late word of a command that was given up is not taken for that of the next', async () => {
  const { exchange, say } = lineWith('90 41 FF', '', '90 42 FF');
  expect(await (await exchange.command(recallPreset(1, 1))).ending, 'nobody said').toBe('unknown');
  const next = exchange.command(recallPreset(1, 2));
  await new Promise((resolve) => setTimeout(resolve, 20));
  say('90 51 FF');
  const running = await next;
  say('90 52 FF');
  expect(await running.ending).toBe('done');
});

it('a full camera is asked again, and a refusal is one of what was asked last', async () => {
  const { exchange, sent } = lineWith('90 60 03 FF', '90 60 03 FF', '90 41 FF', ...Array(3).fill('90 61 02 FF'));
  const running = await exchange.command(recallPreset(1, 1));
  expect(sent).toHaveLength(3);
  await expect(exchange.ask(panTiltInquiry)).rejects.toMatchObject({ code: 'DEVICE_REFUSED', why: 'syntax' });
  expect(exchange.running, 'the command runs on').toBe(1);
  exchange.forget(new DeviceFault('DEVICE_LOST', 'the cable was pulled'));
  expect(await running.ending).toBe('unknown');
});

it('an answer to another question, of another camera, or of nobody is passed over', async () => {
  const { exchange } = lineWith('A0 50 03 FF,90 50 02 00 0A 0F FF,90 41 FF,90 38 FF,90 50 03 FF');
  expect(await exchange.ask(powerInquiry)).toBe('off');
});

it('what is not answered is given up after three times, and the next is asked all the same', async () => {
  const { exchange, sent } = lineWith('', '', '', '90 50 02 FF');
  const [silent, answered] = [exchange.ask(powerInquiry), exchange.ask(powerInquiry)];
  await expect(silent).rejects.toMatchObject({ code: 'DEVICE_SILENT' });
  expect(await answered).toBe('on');
  expect(sent).toHaveLength(4);
});
