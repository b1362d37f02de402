// The reference platform as a Go team would write it.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	emr "github.com/cdk-emr-eks-karpenter/cdk-emr-eks-karpenter-go/emrekskarpenter"
)

func newReferencePlatform(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	platform := emr.NewEmrEksKarpenterCluster(stack, jsii.String("Platform"), &emr.EmrEksKarpenterClusterProps{
		ClusterName: jsii.String("emr-eks-karpenter"),
		KubectlLayer: awslambda.NewLayerVersion(stack, jsii.String("Kubectl"), &awslambda.LayerVersionProps{
			Code: awslambda.Code_FromAsset(jsii.String(os.Getenv("KUBECTL_LAYER_ZIP")), nil),
		}),
	})
	compute := platform.AddSparkNodePool(jsii.String("Compute"), &emr.SparkNodePoolOptions{
		Preset: emr.SparkNodePoolPreset_COMPUTE_OPTIMIZED(),
		Labels: &map[string]*string{"example.com/tier": jsii.String("gold"), "example.com/owner": jsii.String("data")},
	})
	memory := platform.AddSparkNodePool(jsii.String("Memory"), &emr.SparkNodePoolOptions{
		Preset: emr.SparkNodePoolPreset_MEMORY_OPTIMIZED(),
	})
	graviton := platform.AddSparkNodePool(jsii.String("Graviton"), &emr.SparkNodePoolOptions{
		Preset: emr.SparkNodePoolPreset_GRAVITON_MEMORY_OPTIMIZED(),
	})

	teamA := platform.AddTeam(jsii.String("TeamA"), &emr.EmrTeamOptions{Namespace: jsii.String("emr-data-team-a")})
	teamB := platform.AddTeam(jsii.String("TeamB"), &emr.EmrTeamOptions{Namespace: jsii.String("emr-data-team-b")})

	ebs := emr.NewEbsShuffleStorage(stack, jsii.String("Ebs"), &emr.EbsShuffleStorageProps{
		Cluster: platform,
		Size:    awscdk.Size_Gibibytes(jsii.Number(100)),
	})
	addTaxiJob(teamA, "Compute", compute, emr.ShuffleStorage_Nvme(nil))
	addTaxiJob(teamA, "Memory", memory, ebs)
	addTaxiJob(teamB, "Graviton", graviton, emr.ShuffleStorage_Nvme(nil))

	yunikorn := emr.NewYuniKorn(stack, jsii.String("YuniKorn"), &emr.YuniKornProps{Cluster: platform})
	teamB.AddSparkProfile(jsii.String("Gang"), &emr.SparkProfileOptions{
		ExecutorPool: compute,
		Scheduling:   &emr.SparkScheduling{Queue: yunikorn.QueueFor(teamB, nil), Gang: emr.GangScheduling_Soft(nil)},
	})
	teamA.AddManagedEndpoint(jsii.String("Notebooks"), &emr.ManagedEndpointOptions{
		Profile: teamA.AddSparkProfile(jsii.String("Interactive"), &emr.SparkProfileOptions{ExecutorPool: compute}),
	})
	return stack
}

func addTaxiJob(team emr.EmrTeam, id string, pool emr.SparkNodePool, storage emr.IShuffleStorage) {
	profile := team.AddSparkProfile(jsii.String(id+"Fast"), &emr.SparkProfileOptions{
		ExecutorPool:   pool,
		ShuffleStorage: storage,
	})
	team.AddSparkJob(jsii.String(id+"Taxi"), &emr.SparkJobOptions{
		Profile:    profile,
		EntryPoint: emr.SparkEntryPoint_PythonAsset(jsii.String(os.Getenv("TAXI_SCRIPT"))),
		Driver:     &emr.SparkDriverOptions{Cores: jsii.Number(1), Memory: awscdk.Size_Gibibytes(jsii.Number(4))},
		Executor: &emr.SparkExecutorOptions{
			Cores:      jsii.Number(1),
			Memory:     awscdk.Size_Gibibytes(jsii.Number(4)),
			Allocation: emr.ExecutorAllocation_Fixed(jsii.Number(2)),
		},
		SparkConf: &map[string]*string{
			"spark.sql.shuffle.partitions": jsii.String("64"),
			"spark.sql.adaptive.enabled":   jsii.String("true"),
		},
	})
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newReferencePlatform(app, "EmrEksKarpenter")
	app.Synth(nil)
}
