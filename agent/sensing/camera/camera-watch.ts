import type { CameraState } from '../../lesson/observation.ts';
import { LumaGrid } from './luma-grid.ts';
import type { Picture } from './picture.ts';
import { detailedShare, lostShare, PictureDetail } from './picture-detail.ts';
import { type SceneMatch, SceneReference } from './scene-reference.ts';
import { Stillness } from './stillness.ts';

/** Nothing can be seen in cells darker than this (luma; video black is 16 when nobody stretched it) … */
const DARK_LUMA = 32;
/** … and a picture is black when at most this share of it is brighter: a pilot light, a recorder's lettering. */
const LIT_SHARE = 0.01;
/** A picture with details in fewer blocks than this is blank, also when nothing is known of the camera yet … */
const BLANK_SHARE = 0.05;
/** … or in fewer than this share of the blocks that usually have them. */
const BLANK_OF_USUAL = 0.15;
/** A block that keeps less than this share of its usual detail shows nothing any more. */
const KEPT_DETAIL = 0.2;
/** Something covers the lens when so many blocks show nothing although the rest of the scene is in its place. */
const COVERED_SHARE = 0.5;
/** Edges agree with the learned scene at least this well in any light; another scene agrees by less than 0.2. */
const SAME_SCENE = 0.35;
/** Elsewhere in the picture, where parallel lines may agree by chance, it must agree better than that … */
const SAME_SCENE_MOVED = 0.5;
/** … and by this much better than where the scene was. */
const BETTER_BY = 0.06;
/** A camera turned by more than this share of the picture's width or height shows another view of the room. */
const SHIFT_MOST = 0.25;
/** Moved by up to so many cells, places in the picture still mean what they did. */
const SLIGHT_CELLS = 2;
/** A view learned for less than this may be one that the camera had while somebody adjusted it. */
const FIRM_MS = 10_000;
/** A fault is believed when it has lasted this long over at least so many looks; somebody may walk past closely. */
const CONFIRM_MS = 8_000;
const CONFIRM_LOOKS = 3;
/** So many good looks in a row end a fault, and so many agreeing ones make a shift. */
const RECOVER_LOOKS = 2;
const SHIFT_LOOKS = 3;
/** A picture that stands still for this long is doubted, then called frozen: a slow source repeats its pictures too. */
const STILL_DOUBT_MS = 10_000;
const FROZEN_MS = 15_000;
/** Weight of the newest look in the usual detail. */
const USUAL_RATE = 0.05;

/** What one look tells of the camera itself. */
export interface CameraLook {
  state: CameraState;
  /** When the state began: the first look at which it was so, not the one at which it was believed. */
  sinceMs: number;
  /** Whether the picture may be measured: the camera is in order and this look raises no doubt. */
  trusted: boolean;
  /** The camera was bumped: everything is now this many pixels further right and down. Told once. */
  shift: { dx: number; dy: number } | null;
  /** The camera shows another view, or its old one again: places in the picture mean nothing any more. Told once. */
  newView: boolean;
  /** The picture is good but shows an unknown view; `accept` it when it shows the class. */
  unknownView: boolean;
}

interface Verdict {
  state: CameraState;
  sinceMs: number;
  /** The picture is in order, but may not be what it seems. */
  doubtful?: boolean;
}

interface Doubt {
  sinceMs: number;
  looks: number;
  /** How often each fault was suspected. */
  counts: Map<CameraState, number>;
}

/**
 * Watches the camera itself: black, frozen, covered, turned away or bumped. It learns what the camera usually shows; a
 * fault is believed after 8 s (frozen: 15 s), and until then the looks are not to be trusted.
 */
export class CameraWatch {
  #grid: LumaGrid | undefined;
  #detail!: PictureDetail;
  #scene!: SceneReference;
  #stillness!: Stillness;
  /** Usual detail of each block; undefined until something was learned. */
  #usual: Float32Array | undefined;
  #state: CameraState = 'ok';
  #sinceMs = 0;
  #lastMs: number | undefined;
  #doubt: Doubt | undefined;
  #goodLooks = 0;
  #moving: { match: SceneMatch; looks: number } | undefined;
  #shift: CameraLook['shift'] = null;
  #newView = false;

  /** @param atMs lesson time, milliseconds, growing */
  look(picture: Picture, atMs: number): CameraLook {
    this.#shift = null;
    this.#newView = false;
    const grid = this.#gridFor(picture, atMs);
    grid.read(picture);
    const passedMs = atMs - (this.#lastMs ?? atMs);
    this.#lastMs = atMs;
    const verdict = this.#judge(grid, atMs);
    const good = verdict.state === 'ok' && !verdict.doubtful;
    if (good && !this.#moving) this.#learn(passedMs);
    this.#decide(verdict, atMs);
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      trusted: this.#state === 'ok' && good,
      shift: this.#shift,
      newView: this.#newView,
      unknownView: this.#state === 'turned-away' && verdict.state === 'turned-away',
    };
  }

  /** The unknown view shows the class after all: it is what the camera shows from now on. */
  accept(): void {
    if (this.#state !== 'turned-away') return;
    this.#becomes('ok', this.#lastMs ?? 0);
    this.#forgetView();
  }

  /** Some time was not looked at, and nothing is to be concluded from it: what was learned holds, what was doubted does not. */
  skip(): void {
    this.#lastMs = undefined;
    this.#doubt = undefined;
    this.#moving = undefined;
    this.#goodLooks = 0;
    if (this.#grid) this.#stillness = new Stillness();
  }

  /** What this picture looks like by itself, and since when it does. */
  #judge(grid: LumaGrid, atMs: number): Verdict {
    const stillSinceMs = this.#stillness.look(grid.cells, atMs);
    this.#detail.measure(grid);
    this.#scene.look(grid);
    if (isBlack(grid)) return { state: 'black', sinceMs: atMs };
    const usualShare = this.#usual ? detailedShare(this.#usual) : 0;
    if (detailedShare(this.#detail.blocks) < Math.max(BLANK_SHARE, BLANK_OF_USUAL * usualShare))
      return { state: 'covered', sinceMs: atMs };
    const match = this.#find();
    if (!match) return { state: 'turned-away', sinceMs: atMs };
    const slight = isSlight(match);
    if (slight && this.#usual && lostShare(this.#detail.blocks, this.#usual, KEPT_DETAIL) > COVERED_SHARE)
      return { state: 'covered', sinceMs: atMs };
    if (atMs - stillSinceMs >= FROZEN_MS) return { state: 'frozen', sinceMs: stillSinceMs };
    return { state: 'ok', sinceMs: atMs, doubtful: !slight || atMs - stillSinceMs >= STILL_DOUBT_MS };
  }

  /** Where the learned scene is in the picture; undefined when it is not to be found. Follows a camera that was moved. */
  #find(): SceneMatch | undefined {
    const inPlace = this.#scene.inPlace();
    let match = this.#scene.nearby();
    if (match.agreement < SAME_SCENE) match = this.#scene.anywhere(SHIFT_MOST);
    if (match.agreement < (isSlight(match) ? SAME_SCENE : SAME_SCENE_MOVED)) {
      this.#moving = undefined;
      if (this.#scene.learnedMs >= FIRM_MS) return undefined;
      this.#forgetView();
      this.#newView = true;
      return { dx: 0, dy: 0, agreement: 1 };
    }
    const moved = (match.dx !== 0 || match.dy !== 0) && match.agreement > inPlace + BETTER_BY;
    if (!moved) {
      this.#moving = undefined;
      return { dx: 0, dy: 0, agreement: inPlace };
    }
    const agrees = this.#moving && Math.hypot(match.dx - this.#moving.match.dx, match.dy - this.#moving.match.dy) < 1.5;
    this.#moving = { match, looks: agrees ? this.#moving!.looks + 1 : 1 };
    return this.#moving.looks < SHIFT_LOOKS ? match : this.#follow(match);
  }

  /** The camera was bumped: everything learned of the scene moves with it. */
  #follow(match: SceneMatch): SceneMatch {
    const { width, columns, height, rows } = this.#grid!;
    const { dx, dy } = this.#scene.exactly(match);
    this.#shift = { dx: (dx * width) / columns, dy: (dy * height) / rows };
    this.#scene.move(match);
    this.#usual = undefined;
    this.#moving = undefined;
    return { dx: 0, dy: 0, agreement: match.agreement };
  }

  /** Believes a fault that lasts, and its end. */
  #decide(verdict: Verdict, atMs: number): void {
    const { state } = verdict;
    if (state === this.#state || (state === 'ok' && this.#moving)) {
      this.#goodLooks = 0;
      if (state === this.#state) this.#doubt = undefined;
      return;
    }
    if (state === 'ok') {
      this.#doubt = undefined;
      if (++this.#goodLooks >= RECOVER_LOOKS || this.#state === 'frozen') this.#becomes('ok', atMs);
      return;
    }
    this.#goodLooks = 0;
    this.#doubt ??= { sinceMs: atMs, looks: 0, counts: new Map() };
    const { sinceMs, counts } = this.#doubt;
    counts.set(state, (counts.get(state) ?? 0) + 1);
    const lasts = ++this.#doubt.looks >= CONFIRM_LOOKS && atMs - sinceMs >= CONFIRM_MS;
    if (state === 'frozen') this.#becomes('frozen', verdict.sinceMs);
    else if (lasts) this.#becomes([...counts].sort((a, b) => b[1] - a[1])[0]![0], sinceMs);
  }

  #becomes(state: CameraState, sinceMs: number): void {
    // Places learned in one view are void in the other, both ways.
    this.#newView ||= state === 'turned-away' || this.#state === 'turned-away';
    this.#state = state;
    this.#sinceMs = sinceMs;
    this.#doubt = undefined;
    this.#goodLooks = 0;
  }

  #learn(passedMs: number): void {
    if (this.#state !== 'ok') return;
    this.#scene.learn(passedMs);
    const { blocks } = this.#detail;
    const usual = this.#usual;
    if (usual) for (let i = 0; i < blocks.length; i++) usual[i]! += USUAL_RATE * (blocks[i]! - usual[i]!);
    else this.#usual = blocks.slice();
  }

  #forgetView(): void {
    this.#scene.replace();
    this.#usual = undefined;
  }

  #gridFor(picture: Picture, atMs: number): LumaGrid {
    if (this.#grid?.fits(picture)) return this.#grid;
    // Places of another size of picture mean nothing in this one.
    if (this.#grid) this.#newView = true;
    const grid = new LumaGrid(picture.width, picture.height);
    this.#grid = grid;
    this.#detail = new PictureDetail(grid);
    this.#scene = new SceneReference(grid);
    this.#stillness = new Stillness();
    this.#usual = undefined;
    this.#becomes('ok', atMs);
    return grid;
  }
}

function isBlack({ cells }: LumaGrid): boolean {
  let lit = 0;
  for (let i = 0; i < cells.length; i++) if (cells[i]! > DARK_LUMA) lit++;
  return lit <= LIT_SHARE * cells.length;
}

function isSlight({ dx, dy }: SceneMatch): boolean {
  return Math.hypot(dx, dy) <= SLIGHT_CELLS;
}
