// The library wants this to be there before it.
import 'reflect-metadata';

export * from '@peculiar/x509';
