import { existsSync, statSync } from 'fs';
import { extname } from 'path';
import { Token } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { literal, text } from '../private/checks';
import { refuse } from '../private/refusal';

/**
 * Longest `entryPoint`.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_SparkSubmitJobDriver.html
 */
const LONGEST_URI = 256;

/** @see https://docs.oracle.com/javase/specs/jls/se17/html/jls-6.html#jls-6.7 */
const CLASS_NAME = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;

/** What runs, as the job needs to know it. @internal */
export interface EntryPointConfig {
  readonly uri: string;
  /** Set when the file comes with the app. */
  readonly asset?: Asset;
}

/**
 * The program of a Spark job.
 *
 * Files that come with the app are uploaded with it; the job's role may read exactly that object.
 */
export class SparkEntryPoint {
  /**
   * A local PySpark script.
   *
   * @param path of a `.py` file, relative to the working directory of the synthesis
   */
  public static pythonAsset(path: string): SparkEntryPoint {
    requireFile(path, '.py');
    return new SparkEntryPoint({ path, python: true, sql: false });
  }

  /**
   * A PySpark script that is somewhere already.
   *
   * @param uri `s3://…` or, on the image, `local:///…`, ending in `.py`; may be a token
   */
  public static pythonUri(uri: string): SparkEntryPoint {
    requireUri(uri, '.py');
    return new SparkEntryPoint({ uri, python: true, sql: false });
  }

  /**
   * A local JAR with a Java or Scala program.
   *
   * @param path of a `.jar` file, relative to the working directory of the synthesis
   * @param mainClass such as "com.example.Main"
   */
  public static jarAsset(path: string, mainClass: string): SparkEntryPoint {
    requireFile(path, '.jar');
    requireClass(mainClass);
    return new SparkEntryPoint({ path, mainClass, python: false, sql: false });
  }

  /**
   * A JAR that is somewhere already.
   *
   * @param uri `s3://…` or, on the image, `local:///…`, ending in `.jar`; may be a token
   * @param mainClass such as "com.example.Main"
   */
  public static jarUri(uri: string, mainClass: string): SparkEntryPoint {
    requireUri(uri, '.jar');
    requireClass(mainClass);
    return new SparkEntryPoint({ uri, mainClass, python: false, sql: false });
  }

  /**
   * A local file of Spark SQL.
   *
   * @param path of a `.sql` file, relative to the working directory of the synthesis
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-spark-sql-parameters.html
   */
  public static sqlAsset(path: string): SparkEntryPoint {
    requireFile(path, '.sql');
    return new SparkEntryPoint({ path, python: false, sql: true });
  }

  /**
   * A file of Spark SQL that is somewhere already.
   *
   * @param uri `s3://…`, ending in `.sql`; may be a token
   */
  public static sqlUri(uri: string): SparkEntryPoint {
    requireUri(uri, '.sql');
    return new SparkEntryPoint({ uri, python: false, sql: true });
  }

  /** Whether the executors run Python, which asks for more memory overhead. */
  public readonly isPython: boolean;
  /** Whether it is a file of Spark SQL. */
  public readonly isSql: boolean;
  /** Main class of a JAR. @default - not a JAR */
  public readonly mainClass?: string;

  private readonly path?: string;
  private readonly uri?: string;

  private constructor(what: Program) {
    this.isPython = what.python;
    this.isSql = what.sql;
    this.mainClass = what.mainClass;
    this.path = what.path;
    this.uri = what.uri;
  }

  /**
   * Uploads the file, when it comes with the app.
   *
   * @internal
   */
  public _bind(scope: Construct): EntryPointConfig {
    if (this.path === undefined) {
      return { uri: this.uri! };
    }
    const asset = new Asset(scope, 'EntryPoint', { path: this.path });
    return { uri: asset.s3ObjectUrl, asset };
  }
}

interface Program {
  readonly path?: string;
  readonly uri?: string;
  readonly mainClass?: string;
  readonly python: boolean;
  readonly sql: boolean;
}

function requireFile(path: string, extension: string): void {
  literal(undefined, 'path', path);
  if (extname(path) !== extension) {
    refuseExtension('path', extension, path);
  }
  if (!existsSync(path) || !statSync(path).isFile()) {
    refuse(undefined, 'jobs:entry-point-file', {
      prop: 'path', must: 'be an existing file', got: `"${path}"`, fix: 'it is relative to the working directory of the synthesis',
    });
  }
}

function requireUri(uri: string, extension: string): void {
  text(undefined, 'uri', uri, {
    form: /^(s3|s3a|local|https):\/\/\S+$/,
    max: LONGEST_URI,
    must: `be s3://…, local:///… or https://… without blanks, at most ${LONGEST_URI} characters`,
    fix: 'a local file is an asset',
  });
  if (!Token.isUnresolved(uri) && !uri.endsWith(extension)) {
    refuseExtension('uri', extension, uri);
  }
}

function refuseExtension(prop: string, extension: string, value: string): never {
  refuse(undefined, 'jobs:entry-point-extension', {
    prop, must: `end in ${extension}`, got: `"${value}"`, fix: 'Spark tells the language of a program by its extension',
  });
}

function requireClass(mainClass: string): void {
  text(undefined, 'mainClass', mainClass, {
    form: CLASS_NAME, must: 'be a qualified class name', fix: 'write it as in Java, com.example.Main',
  });
}
