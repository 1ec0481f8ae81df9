import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedSince, git, hasHistory, root } from './frozen.ts';

const frozen = ['test/corpus/events/*/v*/*.json', 'test/corpus/releases/*/log.db.gz'];

test('E-08: no sample and no log of a release was ever changed, as far as this clone knows', () => {
  // A copy without git has the digests alone.
  expect(hasHistory(root) ? changedSince(root, ...frozen) : []).toEqual([]);
});

describe('E-08: and finds it', () => {
  let folder: string;
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  };
  const commit = (says: string) => {
    git(folder, 'add', '.');
    git(folder, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', says);
  };
  const first = 'test/corpus/events/RoleAsserted/v1/01.json';
  const second = 'test/corpus/events/RoleAsserted/v1/02.json';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'frozen-'));
    git(folder, 'init', '-q');
    write(first, 'one');
    write('test/corpus/events/RoleAsserted/reading.json', 'read so');
    commit('one');
    write(second, 'two');
    write('test/corpus/events/RoleAsserted/reading.json', 'read otherwise');
    commit('another, and how both are read');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('not where samples are only added', () => expect(changedSince(folder, ...frozen)).toEqual([]));

  test('when one is changed and not committed', () => {
    write(first, 'changed');
    expect(changedSince(folder, ...frozen)).toEqual([first]);
  });

  test('when one was changed in any commit, even if it was put back', () => {
    write(first, 'changed');
    commit('changed');
    write(first, 'one');
    commit('put back');
    expect(changedSince(folder, ...frozen)).toEqual([first]);
  });

  test('when one was taken away or given another name', () => {
    git(folder, 'mv', second, 'test/corpus/events/RoleAsserted/v1/03.json');
    commit('renamed');
    git(folder, 'rm', '-q', first);
    expect(changedSince(folder, ...frozen)).toEqual([first, second]);
  });

  test('in a clone without its history, what is not yet committed', () => {
    const shallow = mkdtempSync(join(tmpdir(), 'shallow-'));
    git(folder, 'clone', '-q', '--depth', '1', `file://${folder}`, shallow);
    expect(changedSince(shallow, ...frozen)).toEqual([]);
    writeFileSync(join(shallow, first), 'changed');
    expect(changedSince(shallow, ...frozen)).toEqual([first]);
    rmSync(shallow, { recursive: true });
  });
});
