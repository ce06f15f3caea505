import { program } from './program';

/** Pulumi runs what a program exports, and takes what it returns for the outputs of the stack. */
export = program;
