import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { GapProxy } from './gap-proxy';
import { onDemandPrices } from './prices';
import { Problem } from '../../inspect/assembly/command-line';
import { BUILD } from '../build/build';
import type { Processes } from '../processes/processes';
import { freePort } from '../processes/processes';

const PYTHON = path.join(BUILD, 'python');
const REQUIREMENTS = path.join(__dirname, '..', 'python', 'requirements.txt');

/**
 * AMIs of the emulated region, one a release; `register_image` of moto drops the architecture, so they come from a
 * file.
 */
const IMAGES = {
  x86_64: ['ami-0a1b2c3d4e5f60001', 'ami-0a1b2c3d4e5f60003', 'ami-0a1b2c3d4e5f60005', 'ami-0a1b2c3d4e5f60007'],
  arm64: ['ami-0a1b2c3d4e5f60002', 'ami-0a1b2c3d4e5f60004', 'ami-0a1b2c3d4e5f60006', 'ami-0a1b2c3d4e5f60008'],
} as const;

/** The AWS emulator with the proxy in front of it. */
export interface Cloud {
  /** `AWS_ENDPOINT_URL` of every client. */
  readonly endpoint: string;
  readonly region: string;
  readonly proxy: GapProxy;
  /** Environment of a process that talks to the emulator and to nothing else. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A virtual environment with exactly the pinned packages, hashes verified; built once. */
export function preparePython(log: (line: string) => void): string {
  const key = createHash('sha256').update(fs.readFileSync(REQUIREMENTS)).digest('hex');
  const stamp = path.join(PYTHON, 'pinned');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== key) {
    log('installing the AWS emulator');
    fs.rmSync(PYTHON, { recursive: true, force: true });
    run('python3', ['-m', 'venv', PYTHON]);
    run(path.join(PYTHON, 'bin', 'pip'), [
      'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', REQUIREMENTS,
    ]);
    fs.writeFileSync(stamp, key);
  }
  return path.join(PYTHON, 'bin');
}

/** Account and region of the emulated AWS. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export async function startCloud(folder: string, processes: Processes, { account, region }: Place): Promise<Cloud> {
  const backend = await freePort();
  const port = await freePort();
  const images = path.join(folder, 'amis.json');
  fs.writeFileSync(
    images,
    JSON.stringify(Object.entries(IMAGES).flatMap(([architecture, ids]) => ids.map((id) => imageOf(id, architecture)))),
  );
  processes.start({
    name: 'moto',
    command: path.join(PYTHON, 'bin', 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(backend)],
    env: { MOTO_AMIS_PATH: images, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', MOTO_ACCOUNT_ID: account },
  });
  await processes.until('moto', 60, async () => (await fetch(`http://127.0.0.1:${backend}/moto-api/`)).ok);
  const proxy = await GapProxy.start({ backend, port, region, images: IMAGES, prices: onDemandPrices() });
  const endpoint = `http://127.0.0.1:${port}`;
  return { endpoint, region, proxy, environment: clientEnvironment(endpoint, region) };
}

function clientEnvironment(endpoint: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function imageOf(id: string, architecture: string): object {
  return {
    ami_id: id, name: `amazon-eks-node-al2023-${architecture}`, description: 'EKS optimized', owner_id: '602401143452',
    public: true,
    architecture, image_type: 'machine', platform: null, state: 'available', creation_date: '2026-08-12T00:00:00.000Z',
    hypervisor: 'xen', virtualization_type: 'hvm', root_device_name: '/dev/xvda', root_device_type: 'ebs',
    sriov: 'simple',
    image_location: `amazon/${id}`, product_codes: [],
  };
}

function run(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) {
    throw new Problem(
      `${command} ${args[0]} failed: ${(stderr ?? String(error)).trimEnd().split('\n').slice(-8).join('\n')}`,
    );
  }
}
