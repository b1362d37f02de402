// From 2.262 on aws-cdk-lib validates each synthesis with a WASM engine: 3-7 s cold. `npm run test:newest` keeps it on.
process.env.CDK_VALIDATION = 'false';
