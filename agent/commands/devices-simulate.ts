import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Press, presses } from '../../device/process/device-message.ts';
import { SimulatedRoom } from '../../device/simulation/simulated-room.ts';

export interface SimulateOptions {
  folder: string;
}

/** `lectern devices simulate`: devices that are none, until it is stopped; lines of standard input press the button. */
export async function simulateDevices({ folder }: SimulateOptions, signal: AbortSignal): Promise<void> {
  const room = new SimulatedRoom({
    folder,
    lampChanged: ({ light, blink }) => console.error(`指示灯 lamp: ${light} ${blink}`),
  });
  try {
    await room.start();
    console.log(room.settings);
    console.error(
      `\n写入配置文件即可使用 put these lines into a configuration. 按键 press the button: ${presses.join(', ')}`,
    );
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      const press = presses.find((each) => each === line.trim());
      if (press) room.press(press satisfies Press);
      else console.error(`“${line.trim()}”: 请输入 type one of ${presses.join(', ')}`);
    });
    if (!signal.aborted) await once(signal, 'abort');
    lines.close();
  } finally {
    await room.stop();
  }
}
