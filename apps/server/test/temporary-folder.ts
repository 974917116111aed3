/** A folder of its own for one test, which is gone when the test has finished. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickrace-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
