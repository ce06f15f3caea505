import { basename } from 'node:path';

import { findTool, requireTool } from './tools';

const MISSING = 'a-program-that-nobody-has';

describe('findTool', () => {
  test('a program that is installed', () => {
    expect(basename(findTool('node')!)).toBe('node');
  });

  test('one that is not', () => {
    expect(findTool(MISSING)).toBeUndefined();
  });
});

describe('requireTool', () => {
  const surroundings = { ...process.env };
  const globals = { describe: global.describe, test: global.test };
  let lines: string[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...surroundings };
    Object.assign(global, globals);
  });

  /** What a file of tests registers, given whether it runs under CI. */
  function registeredFor(tool: string, ci: string | undefined) {
    const registered: string[] = [];
    const failures: unknown[] = [];
    const describeMock = Object.assign(
      (title: string) => {
        registered.push(`describe ${title}`);
      },
      {
        skip: (title: string) => {
          registered.push(`skip ${title}`);
        },
      },
    );
    const testMock = (title: string, run: () => void): void => {
      registered.push(`test ${title}`);
      try {
        run();
      } catch (error) {
        failures.push(error);
      }
    };
    Object.assign(global, { describe: describeMock, test: testMock });
    process.env = { ...surroundings };
    delete process.env['CI'];
    if (ci !== undefined) {
      process.env['CI'] = ci;
    }
    try {
      requireTool(tool)('group', () => undefined);
    } finally {
      Object.assign(global, globals);
    }
    return { registered, failures };
  }

  test.each([undefined, 'true'])('the tests run where the program is installed (CI: %p)', (ci) => {
    expect(registeredFor('node', ci)).toEqual({ registered: ['describe group'], failures: [] });
    expect(lines).toEqual([]);
  });

  test('elsewhere they are skipped, and one line says so', () => {
    expect(registeredFor(MISSING, undefined)).toEqual({ registered: ['skip group'], failures: [] });
    expect(lines).toEqual([`left out, for ${MISSING} is not installed: group\n`]);
  });

  test('under CI a missing program is a failure', () => {
    expect(registeredFor(MISSING, 'true')).toEqual({
      registered: [`test group: ${MISSING} is installed`],
      failures: [new Error(`${MISSING} is not installed, and under CI nothing may be left out`)],
    });
  });
});
