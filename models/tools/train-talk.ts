import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import { loadModel } from '../session.ts';
import { labelledLessons, soundFramesOf } from './labelled-lessons.ts';
import { perceptronOnnx } from './perceptron-onnx.ts';
import { type TrainingLesson, trainTalk } from './talk-training.ts';

new Command('train-talk')
  .description('Fits the nets that tell teacher, student, many and none apart, and writes models/trained/talk-*.onnx.')
  .argument('<folder>', 'folder of labelled lessons: NAME.opus and NAME.json')
  .action(async (folder: string) => {
    const voice = await loadModel(VoiceActivity.model);
    const lessons: TrainingLesson[] = [];
    const labelled = labelledLessons(folder);
    for (const lesson of labelled) {
      lessons.push({ lesson, frames: await soundFramesOf(lesson.path, new VoiceActivity(voice)) });
      console.error(`heard ${lesson.name} (${lessons.length} of ${labelled.length})`);
    }
    const { first, second } = await trainTalk(lessons);
    for (const [name, net] of Object.entries({ first, second })) {
      writeFileSync(new URL(`../trained/talk-${name}.onnx`, import.meta.url), perceptronOnnx(net));
    }
  })
  .parseAsync();
