/**
 * What a room may publish and what it means, from the catalogue by which rooms measure: so room and hub cannot mean two
 * things by one id.
 */
export { knownFigure } from '../../agent/indicators/catalogue.ts';
export { figureUnits } from '../../agent/indicators/definitions/definition.ts';
