import { join } from 'path';
import { Lazy } from 'aws-cdk-lib';
import { PI, programs } from './fixtures';
import { SparkEntryPoint } from '../../src/jobs';
import { testStack } from '../support/stacks';

const local = (name: string) => join(programs, name);
const kind = ({ isPython, isSql, mainClass }: SparkEntryPoint) => [isPython, isSql, mainClass];

describe('SparkEntryPoint', () => {
  test.each([
    ['pythonAsset', SparkEntryPoint.pythonAsset(local('taxi.py')), [true, false, undefined]],
    ['pythonUri', SparkEntryPoint.pythonUri(PI), [true, false, undefined]],
    ['jarAsset', SparkEntryPoint.jarAsset(local('taxi.jar'), 'com.example.Taxi$'), [false, false, 'com.example.Taxi$']],
    ['jarUri', SparkEntryPoint.jarUri('s3://bucket/taxi.jar', 'Main'), [false, false, 'Main']],
    ['sqlAsset', SparkEntryPoint.sqlAsset(local('taxi.sql')), [false, true, undefined]],
    ['sqlUri', SparkEntryPoint.sqlUri('s3://bucket/taxi.sql'), [false, true, undefined]],
  ])('%s knows its language', (_factory, entryPoint, expected) => expect(kind(entryPoint)).toEqual(expected));

  test('uploads a local file, once for one content', () => {
    const [a, b] = ['A', 'B'].map((id) => SparkEntryPoint.pythonAsset(local('taxi.py'))._bind(testStack(id)));
    expect(a.asset!.assetHash).toBe(b.asset!.assetHash);
    expect(a.uri).toBe(a.asset!.s3ObjectUrl);
  });

  test('leaves other files where they are', () => expect(SparkEntryPoint.pythonUri(PI)._bind(testStack())).toEqual({ uri: PI }));

  test('accepts a token for uri and mainClass', () => {
    const token = Lazy.string({ produce: () => 'x' });
    expect(SparkEntryPoint.jarUri(token, token)._bind(testStack()).uri).toBe(token);
  });

  test.each([
    [() => SparkEntryPoint.pythonAsset('taxi.txt'), '`path` must end in .py, got "taxi.txt"; Spark tells the language of a program by its extension'],
    [() => SparkEntryPoint.jarAsset('taxi.py', 'Main'), '`path` must end in .jar, got "taxi.py"; Spark tells the language of a program by its extension'],
    [() => SparkEntryPoint.sqlAsset('taxi'), '`path` must end in .sql, got "taxi"; Spark tells the language of a program by its extension'],
    [() => SparkEntryPoint.pythonAsset('no/such.py'), '`path` must be an existing file, got "no/such.py"; it is relative to the working directory of the synthesis'],
    [() => SparkEntryPoint.pythonUri('taxi.py'), '`uri` must be s3://…, local:///… or https://… without blanks, at most 256 characters, got "taxi.py"; a local file is an asset'],
    [() => SparkEntryPoint.pythonUri('s3://b/a b.py'), '`uri` must be s3://…, local:///… or https://… without blanks, at most 256 characters, got "s3://b/a b.py"; a local file is an asset'],
    [() => SparkEntryPoint.pythonUri('s3://b/a.jar'), '`uri` must end in .py, got "s3://b/a.jar"; Spark tells the language of a program by its extension'],
    [() => SparkEntryPoint.jarUri('s3://b/a.jar', 'com..Main'), '`mainClass` must be a qualified class name, got "com..Main"; write it as in Java, com.example.Main'],
    [() => SparkEntryPoint.jarUri('s3://b/a.jar', ''), '`mainClass` must be a qualified class name, got ""; write it as in Java, com.example.Main'],
  ])('fails on a mistake %#', (mistake, message) => {
    expect(mistake).toThrow(new Error(message));
  });

  test('fails when uri has 257 characters, accepts 256', () => {
    const uri = (length: number) => `s3://${'b'.repeat(length - 8)}.py`;
    expect(SparkEntryPoint.pythonUri(uri(256)).isPython).toBe(true);
    expect(() => SparkEntryPoint.pythonUri(uri(257))).toThrow(/^`uri` must be s3:\/\/…, local:\/\/\/… or https:\/\/… without blanks, at most 256 characters, got 257 characters;/);
  });
});
