import { expect, it } from 'vitest';
import { licenceTextOf } from './licence-texts.ts';

it('tells whose it is from the terms', () => {
  const text =
    'The MIT License\r\n\r\nCopyright (c) 2014 Ada Lovelace\n(c) 2015 Émilie du Châtelet. All rights reserved.\n\nPermission is …\n';
  expect(licenceTextOf(text)).toEqual({
    holders: ['2014 Ada Lovelace', '2015 Émilie du Châtelet.'],
    terms: 'The MIT License\n\n\nPermission is …',
  });
  expect(licenceTextOf('')).toEqual({ holders: [], terms: null });
});
