import { Problem } from '../../../inspect/assembly/command-line';
import { readAssembly } from '../../../inspect/assembly/read';
import type { DeleteRequest, ResourceHandler, ResourceRequest, StackEvent, UpdateRequest } from '../../../local/deploy/model';
import { StackError, TemplateExecutor } from '../../../local/deploy/template-executor';
import { folderWith, platformOf, stackArtifact } from '../../inspect/platforms';

type Call = ['create' | 'update' | 'delete', string, object?];

/** Owns every type that begins with "Test::"; a property `Fails` fails a request, `Name` is the physical id. */
class Recorder implements ResourceHandler {
  public readonly calls: Call[] = [];

  public async create({ logicalId, properties }: ResourceRequest) {
    this.calls.push(['create', logicalId, properties]);
    return this.result(logicalId, properties);
  }

  public async update({ logicalId, properties, oldProperties }: UpdateRequest) {
    this.calls.push(['update', logicalId, { from: oldProperties, to: properties }]);
    return this.result(logicalId, properties);
  }

  public async delete({ logicalId, physicalId, properties }: DeleteRequest) {
    this.calls.push(['delete', physicalId]);
    if (properties.Stays === true) {
      throw new Error(`${logicalId} stays`);
    }
  }

  private result(logicalId: string, properties: any) {
    if (properties.Fails === true) {
      throw new Error(`${logicalId} fails`);
    }
    return { physicalId: properties.Name ?? logicalId, attributes: { Arn: `arn:test:${properties.Name ?? logicalId}` } };
  }
}

function executor() {
  const recorder = new Recorder();
  const events: StackEvent[] = [];
  const handlerOf = (type: string): ResourceHandler => {
    if (!type.startsWith('Test::')) {
      throw new Problem(`nobody knows the resource type ${type}`);
    }
    return recorder;
  };
  return { recorder, events, engine: new TemplateExecutor({ handlerOf, onEvent: (event) => events.push(event), concurrency: 1 }) };
}

const resource = (properties: object = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties: properties, ...more });
const one = (resources: object) => platformOf({ One: { Resources: resources } });
const order = ({ calls }: Recorder, action: string) => calls.filter(([done]) => done === action).map(([, id]) => id);

describe('TemplateExecutor.deploy()', () => {
  test('creates what others need first: by reference, attribute and DependsOn', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({
      C: resource({}, { DependsOn: 'B' }),
      B: resource({ From: { 'Fn::GetAtt': ['A', 'Arn'] } }),
      A: resource({ Name: 'first' }),
    }));
    expect(recorder.calls).toEqual([['create', 'A', { Name: 'first' }], ['create', 'B', { From: 'arn:test:first' }], ['create', 'C', {}]]);
  });

  test('leaves what has not changed, and gives an update the old properties', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({ A: resource({ Size: 1 }), B: resource() }));
    recorder.calls.length = 0;
    await engine.deploy(one({ A: resource({ Size: 2 }), B: resource() }));
    expect(recorder.calls).toEqual([['update', 'A', { from: { Size: 1 }, to: { Size: 2 } }]]);
  });

  test('deletes the old one of a replacement only when everything else is done', async () => {
    const { engine, recorder, events } = executor();
    await engine.deploy(one({ A: resource({ Name: 'old' }), B: resource({ Of: { Ref: 'A' } }) }));
    recorder.calls.length = 0;
    await engine.deploy(one({ A: resource({ Name: 'new' }), B: resource({ Of: { Ref: 'A' } }) }));
    expect(recorder.calls.map(([action, id]) => [action, id])).toEqual([['update', 'A'], ['update', 'B'], ['delete', 'old']]);
    expect(events.filter(({ replaced }) => replaced).map(({ key }) => key)).toEqual(['One/A']);
  });

  test('deletes what the template has no more, the last needed first', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({ A: resource(), B: resource({ Of: { Ref: 'A' } }), C: resource() }));
    recorder.calls.length = 0;
    await engine.deploy(one({ C: resource() }));
    expect(recorder.calls).toEqual([['delete', 'B'], ['delete', 'A']]);
  });

  test('keeps what the template asks to retain', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({ A: resource({}, { DeletionPolicy: 'Retain' }), B: resource() }));
    await engine.destroy();
    expect(order(recorder, 'delete')).toEqual(['B']);
    expect([...engine.resources]).toEqual([]);
  });

  test('rolls a failed creation back, in reverse', async () => {
    const { engine, recorder } = executor();
    const template = { A: resource(), B: resource({ Of: { Ref: 'A' } }), C: resource({ Of: { Ref: 'B' }, Fails: true }) };
    await expect(engine.deploy(one(template))).rejects.toThrow(new StackError('stack One failed and was rolled back', new Map([
      ['One/C', new Error('C fails')],
    ])));
    expect(order(recorder, 'delete')).toEqual(['B', 'A']);
    expect([...engine.resources]).toEqual([]);
  });

  test('rolls a failed update back to the old properties', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({ A: resource({ Size: 1 }), B: resource({ Of: { Ref: 'A' } }) }));
    recorder.calls.length = 0;
    await expect(engine.deploy(one({ A: resource({ Size: 2 }), B: resource({ Of: { Ref: 'A' }, Fails: true }) }))).rejects.toThrow('B fails');
    expect(recorder.calls.map(([action, id, detail]) => [action, id, (detail as any).to])).toEqual([
      ['update', 'A', { Size: 2 }], ['update', 'B', { Of: 'A', Fails: true }], ['update', 'B', { Of: 'A' }], ['update', 'A', { Size: 1 }],
    ]);
    expect(engine.resources.get('One/A')!.properties).toEqual({ Size: 1 });
  });

  test('deploys the stacks that others need first, and destroys them last', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(readAssembly(folderWith({
      'manifest.json': { artifacts: { Team: stackArtifact('Team.json', { dependencies: ['Base'] }), Base: stackArtifact('Base.json') } },
      'Team.json': { Resources: { T: resource({ Of: { 'Fn::ImportValue': 'Base:A' } }) } },
      'Base.json': { Resources: { A: resource({ Name: 'base' }) }, Outputs: { Out: { Value: { Ref: 'A' }, Export: { Name: 'Base:A' } } } },
    })));
    await engine.destroy();
    expect(recorder.calls)
      .toEqual([['create', 'A', { Name: 'base' }], ['create', 'T', { Of: 'base' }], ['delete', 'T'], ['delete', 'base']]);
  });

  test('refuses a type that nobody knows before it touches anything', async () => {
    const { engine, recorder } = executor();
    await expect(engine.deploy(one({ A: resource(), X: { Type: 'Custom::Strange' } })))
      .rejects.toThrow(new Problem('One/X: nobody knows the resource type Custom::Strange'));
    expect(recorder.calls).toEqual([]);
  });

  test('refuses resources that wait for each other', async () => {
    const { engine } = executor();
    await expect(engine.deploy(one({ A: resource({ Of: { Ref: 'B' } }), B: resource({ Of: { Ref: 'A' } }) }))).rejects.toThrow(
      /^resources wait for each other: /,
    );
  });
});

describe('TemplateExecutor.destroy()', () => {
  test('deletes in reverse; what a failed one needs stays, the rest goes', async () => {
    const { engine, recorder } = executor();
    await engine.deploy(one({ A: resource(), B: resource({ Of: { Ref: 'A' }, Stays: true }), C: resource() }));
    await expect(engine.destroy()).rejects.toThrow('stack One is not deleted; 1 of 3 resources are gone\nOne/B: B stays');
    expect(order(recorder, 'delete').sort()).toEqual(['B', 'C']);
    expect([...engine.resources.keys()].sort()).toEqual(['One/A', 'One/B']);
  });
});
