import { version as awsCdkLib } from 'aws-cdk-lib/package.json';
import { version as constructs } from 'constructs/package.json';
import { dependencies } from './package.json';

test('the suite runs against the newest aws-cdk-lib, with its validation engine on', () => {
  expect({ 'aws-cdk-lib': awsCdkLib, constructs }).toEqual(dependencies);
  expect(process.env.CDK_VALIDATION).toBeUndefined();
});
