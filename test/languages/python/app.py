import os

from aws_cdk import App, Size, Stack
from aws_cdk.aws_lambda import Code, LayerVersion
from cdk_emr_eks_karpenter import (
    EbsShuffleStorage,
    EmrEksKarpenterCluster,
    EmrTeam,
    ExecutorAllocation,
    GangScheduling,
    IShuffleStorage,
    ShuffleStorage,
    SparkDriverOptions,
    SparkEntryPoint,
    SparkExecutorOptions,
    SparkNodePool,
    SparkNodePoolPreset,
    SparkScheduling,
    YuniKorn,
)
from constructs import Construct

LAYER_ZIP = os.environ["KUBECTL_LAYER_ZIP"]
SCRIPT = os.environ["TAXI_SCRIPT"]


class ReferencePlatform(Stack):
    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        platform = EmrEksKarpenterCluster(
            self,
            "Platform",
            cluster_name="emr-eks-karpenter",
            kubectl_layer=LayerVersion(self, "Kubectl", code=Code.from_asset(LAYER_ZIP)),
        )
        compute = platform.add_spark_node_pool(
            "Compute",
            preset=SparkNodePoolPreset.COMPUTE_OPTIMIZED,
            labels={"example.com/tier": "gold", "example.com/owner": "data"},
        )
        memory = platform.add_spark_node_pool("Memory", preset=SparkNodePoolPreset.MEMORY_OPTIMIZED)
        graviton = platform.add_spark_node_pool("Graviton", preset=SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED)

        team_a = platform.add_team("TeamA", namespace="emr-data-team-a")
        team_b = platform.add_team("TeamB", namespace="emr-data-team-b")

        ebs = EbsShuffleStorage(self, "Ebs", cluster=platform, size=Size.gibibytes(100))
        add_taxi_job(team_a, "Compute", compute, ShuffleStorage.nvme())
        add_taxi_job(team_a, "Memory", memory, ebs)
        add_taxi_job(team_b, "Graviton", graviton, ShuffleStorage.nvme())

        yunikorn = YuniKorn(self, "YuniKorn", cluster=platform)
        team_b.add_spark_profile(
            "Gang",
            executor_pool=compute,
            scheduling=SparkScheduling(queue=yunikorn.queue_for(team_b), gang=GangScheduling.soft()),
        )
        team_a.add_managed_endpoint("Notebooks", profile=team_a.add_spark_profile("Interactive", executor_pool=compute))


def add_taxi_job(team: EmrTeam, name: str, pool: SparkNodePool, storage: IShuffleStorage) -> None:
    profile = team.add_spark_profile(f"{name}Fast", executor_pool=pool, shuffle_storage=storage)
    team.add_spark_job(
        f"{name}Taxi",
        profile=profile,
        entry_point=SparkEntryPoint.python_asset(SCRIPT),
        driver=SparkDriverOptions(cores=1, memory=Size.gibibytes(4)),
        executor=SparkExecutorOptions(cores=1, memory=Size.gibibytes(4), allocation=ExecutorAllocation.fixed(2)),
        spark_conf={"spark.sql.shuffle.partitions": "64", "spark.sql.adaptive.enabled": "true"},
    )


app = App()
ReferencePlatform(app, "EmrEksKarpenter")
app.synth()
