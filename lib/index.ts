export * from './mixin';
export * from './render';
