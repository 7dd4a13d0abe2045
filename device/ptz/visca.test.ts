import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as commands from './visca-commands.ts';
import { ViscaFrames } from './visca-frames.ts';
import { inquiryPacket, panTiltInquiry, powerInquiry, versionInquiry, zoomInquiry } from './visca-inquiries.ts';
import { isResetReply, isSequenceError, RESET, readDatagram, writeDatagram } from './visca-over-ip.ts';
import { viscaReply } from './visca-reply.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function split(...chunks: Uint8Array[]): { packets: Uint8Array[]; dropped: number } {
  const frames = new ViscaFrames();
  const packets: Uint8Array[] = [];
  frames.on('data', (packet: Uint8Array) => packets.push(packet));
  for (const chunk of chunks) frames.write(chunk);
  let packet: Uint8Array | null;
  for (packet = frames.read(); packet; packet = frames.read()) packets.push(packet);
  return { packets, dropped: frames.dropped };
}

describe('commands', () => {
  // Sony BRC-Z700 and SRG-X400 command lists, FCB-EV7500 technical manual; the fourth and fifth from pyvisca's tests.
  it.each([
    ['88 30 01 FF', commands.addressSet()],
    ['81 01 00 01 FF', commands.interfaceClear(1)],
    ['81 22 FF', commands.cancel(1, 2)],
    ['81 01 04 00 02 FF', commands.power(1, true)],
    ['81 01 04 47 0C 00 00 00 FF', commands.zoomTo(1, -16384)],
    ['82 01 04 00 03 FF', commands.power(2, false)],
    ['81 01 04 3F 02 05 FF', commands.recallPreset(1, 5)],
    ['81 01 04 3F 01 05 FF', commands.setPreset(1, 5)],
    ['81 01 06 02 18 14 0F 0C 09 00 00 00 0F 00 FF', commands.panTiltTo(1, { pan: -880, tilt: 240 }, 99)],
    ['81 01 06 03 01 01 00 00 00 0A 0F 0F 0F 06 FF', commands.panTiltBy(1, { pan: 10, tilt: -10 }, 0)],
    ['81 01 06 04 FF', commands.panTiltHome(1)],
    ['81 01 06 01 01 01 03 03 FF', commands.panTiltStop(1)],
    ['81 01 04 47 02 00 0A 0F FF', commands.zoomTo(1, 0x20af)],
    ['81 01 04 07 00 FF', commands.zoomStop(1)],
    ['81 09 04 00 FF', inquiryPacket(1, powerInquiry)],
    ['87 09 06 12 FF', inquiryPacket(7, panTiltInquiry)],
    ['81 09 04 47 FF', inquiryPacket(1, zoomInquiry)],
    ['81 09 00 02 FF', inquiryPacket(1, versionInquiry)],
  ])('%s', (hex, packet) => {
    expect(packet).toEqual(bytesOf(hex));
  });
});

describe('replies', () => {
  it.each([
    ['90 41 FF', { says: 'acknowledged', socket: 1 }],
    ['90 52 FF', { says: 'done', socket: 2 }],
    ['90 50 FF', { says: 'done', socket: 0 }],
    ['90 60 02 FF', { says: 'error', socket: 0, error: 'syntax' }],
    ['90 60 03 FF', { says: 'error', socket: 0, error: 'buffer full' }],
    ['90 61 04 FF', { says: 'error', socket: 1, error: 'cancelled' }],
    ['90 62 05 FF', { says: 'error', socket: 2, error: 'no socket' }],
    ['90 61 41 FF', { says: 'error', socket: 1, error: 'not executable' }],
    ['90 38 FF', { says: 'network-change' }],
    ['80 38 FF', { says: 'network-change' }],
    ['88 30 03 FF', { says: 'addresses', next: 3 }],
    // Of another camera; not acknowledged by any socket; an error that there is none of.
    ['A0 41 FF', null],
    ['90 40 FF', null],
    ['90 60 77 FF', null],
  ])('%s', (hex, reply) => {
    expect(viscaReply(bytesOf(hex), 1)).toEqual(reply);
  });

  it('answer what was asked, and nothing else', () => {
    const answer = (hex: string) => {
      const reply = viscaReply(bytesOf(hex), 1);
      return reply?.says === 'answer' ? reply.data : new Uint8Array();
    };
    expect(powerInquiry.read(answer('90 50 02 FF'))).toBe('on');
    expect(powerInquiry.read(answer('90 50 03 FF'))).toBe('off');
    expect(powerInquiry.read(answer('90 50 04 FF')), 'power failure of the camera').toBeUndefined();
    const position = answer('90 50 0F 0C 09 00 00 00 0F 00 FF');
    expect(panTiltInquiry.read(position)).toEqual({ pan: -880, tilt: 240 });
    expect(panTiltInquiry.read(answer('90 50 0F 0F 0F 09 00 00 00 0F 00 FF'))).toEqual({
      pan: -112,
      tilt: 240,
      panNibbles: 5,
    });
    expect(panTiltInquiry.read(answer('90 50 0F 0C 19 00 00 00 0F 00 FF')), 'no half byte').toBeUndefined();
    expect(zoomInquiry.read(answer('90 50 02 00 0A 0F FF'))).toBe(0x20af);
    // FCB-EV7500: vendor 0020 is Sony, model 0467.
    const version = answer('90 50 00 20 04 67 01 00 02 FF');
    expect(versionInquiry.read(version)).toEqual({ vendor: 0x20, model: 0x467, rom: 0x100, sockets: 2 });
    expect([powerInquiry, zoomInquiry, panTiltInquiry].map((inquiry) => inquiry.read(version))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('packets on a serial line', () => {
  const packet = fc
    .tuple(fc.integer({ min: 0x80, max: 0xfe }), fc.uint8Array({ minLength: 1, maxLength: 14 }))
    .map(([header, body]) => Uint8Array.of(header, ...body.map((byte) => Math.min(byte, 0xfe)), 0xff));

  it('are the same however they are cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(40)), (packets, cuts) => {
        const all = Buffer.concat(packets);
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of [...cuts, all.length]) {
          chunks.push(all.subarray(at, at + cut));
          at = Math.min(all.length, at + cut);
        }
        expect(split(...chunks, all.subarray(at)).packets).toEqual(packets);
      }),
    );
  });

  it('are found again one packet after any noise, and none is longer than 16 bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(packet, { minLength: 2, maxLength: 4 }),
        (noise, sent) => {
          const { packets, dropped } = split(noise, ...sent);
          expect(packets.slice(-(sent.length - 1))).toEqual(sent.slice(1));
          for (const { length } of packets) expect(length >= 3 && length <= 16).toBe(true);
          const kept = packets.reduce((sum, { length }) => sum + length, 0);
          expect(kept + dropped).toBe(noise.length + Buffer.concat(sent).length);
        },
      ),
    );
  });
});

describe('VISCA over IP', () => {
  it('puts a header before each packet', () => {
    // Sony SRG-300H technical manual: type, length, sequence number.
    const written = writeDatagram({ type: 'command', sequence: 0x01020304, payload: commands.power(1, true) });
    expect(written).toEqual(Buffer.from(bytesOf('01 00 00 06 01 02 03 04 81 01 04 00 02 FF')));
    expect(Buffer.from(writeDatagram({ type: 'control', sequence: 0, payload: RESET }))).toEqual(
      Buffer.from(bytesOf('02 00 00 01 00 00 00 00 01')),
    );
    expect(isResetReply(readDatagram(bytesOf('02 01 00 01 00 00 00 00 01'))!)).toBe(true);
    expect(isSequenceError(readDatagram(bytesOf('02 01 00 02 00 00 00 07 0F 01'))!)).toBe(true);
  });

  it('takes nothing that is none', () => {
    for (const hex of [
      '',
      '01 11 00 03 00 00 00 01',
      '01 11 00 04 00 00 00 01 90 41 FF',
      '05 11 00 03 00 00 00 01 90 41 FF',
    ])
      expect(readDatagram(bytesOf(hex)), hex).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = readDatagram(bytes);
        if (read) expect(Buffer.from(writeDatagram(read))).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
