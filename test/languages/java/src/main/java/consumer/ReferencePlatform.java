package consumer;

import io.github.cdkemrekskarpenter.EbsShuffleStorage;
import io.github.cdkemrekskarpenter.EmrEksKarpenterCluster;
import io.github.cdkemrekskarpenter.EmrTeam;
import io.github.cdkemrekskarpenter.EmrTeamOptions;
import io.github.cdkemrekskarpenter.ExecutorAllocation;
import io.github.cdkemrekskarpenter.GangScheduling;
import io.github.cdkemrekskarpenter.IShuffleStorage;
import io.github.cdkemrekskarpenter.ManagedEndpointOptions;
import io.github.cdkemrekskarpenter.ShuffleStorage;
import io.github.cdkemrekskarpenter.SparkDriverOptions;
import io.github.cdkemrekskarpenter.SparkEntryPoint;
import io.github.cdkemrekskarpenter.SparkExecutorOptions;
import io.github.cdkemrekskarpenter.SparkJobOptions;
import io.github.cdkemrekskarpenter.SparkNodePool;
import io.github.cdkemrekskarpenter.SparkNodePoolOptions;
import io.github.cdkemrekskarpenter.SparkNodePoolPreset;
import io.github.cdkemrekskarpenter.SparkProfile;
import io.github.cdkemrekskarpenter.SparkProfileOptions;
import io.github.cdkemrekskarpenter.SparkScheduling;
import io.github.cdkemrekskarpenter.YuniKorn;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.constructs.Construct;

/** The reference platform as a Java team would write it. */
public final class ReferencePlatform extends Stack {
  private static final String LAYER_ZIP = System.getenv("KUBECTL_LAYER_ZIP");
  private static final String SCRIPT = System.getenv("TAXI_SCRIPT");

  private ReferencePlatform(Construct scope, String id) {
    super(scope, id);
    EmrEksKarpenterCluster platform = EmrEksKarpenterCluster.Builder.create(this, "Platform")
        .clusterName("emr-eks-karpenter")
        .kubectlLayer(LayerVersion.Builder.create(this, "Kubectl").code(Code.fromAsset(LAYER_ZIP)).build())
        .build();

    SparkNodePool compute = platform.addSparkNodePool("Compute", SparkNodePoolOptions.builder()
        .preset(SparkNodePoolPreset.COMPUTE_OPTIMIZED)
        .labels(Map.of("example.com/tier", "gold", "example.com/owner", "data"))
        .build());
    SparkNodePool memory = platform.addSparkNodePool("Memory",
        SparkNodePoolOptions.builder().preset(SparkNodePoolPreset.MEMORY_OPTIMIZED).build());
    SparkNodePool graviton = platform.addSparkNodePool("Graviton",
        SparkNodePoolOptions.builder().preset(SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED).build());

    EmrTeam teamA = platform.addTeam("TeamA", EmrTeamOptions.builder().namespace("emr-data-team-a").build());
    EmrTeam teamB = platform.addTeam("TeamB", EmrTeamOptions.builder().namespace("emr-data-team-b").build());

    EbsShuffleStorage ebs = EbsShuffleStorage.Builder.create(this, "Ebs").cluster(platform).size(Size.gibibytes(100)).build();
    addTaxiJob(teamA, "Compute", compute, ShuffleStorage.nvme());
    addTaxiJob(teamA, "Memory", memory, ebs);
    addTaxiJob(teamB, "Graviton", graviton, ShuffleStorage.nvme());

    YuniKorn yunikorn = YuniKorn.Builder.create(this, "YuniKorn").cluster(platform).build();
    teamB.addSparkProfile("Gang", SparkProfileOptions.builder()
        .executorPool(compute)
        .scheduling(SparkScheduling.builder().queue(yunikorn.queueFor(teamB)).gang(GangScheduling.soft()).build())
        .build());
    teamA.addManagedEndpoint("Notebooks", ManagedEndpointOptions.builder()
        .profile(teamA.addSparkProfile("Interactive", SparkProfileOptions.builder().executorPool(compute).build()))
        .build());
  }

  private static void addTaxiJob(EmrTeam team, String id, SparkNodePool pool, IShuffleStorage storage) {
    SparkProfile profile = team.addSparkProfile(id + "Fast",
        SparkProfileOptions.builder().executorPool(pool).shuffleStorage(storage).build());
    team.addSparkJob(id + "Taxi", SparkJobOptions.builder()
        .profile(profile)
        .entryPoint(SparkEntryPoint.pythonAsset(SCRIPT))
        .driver(SparkDriverOptions.builder().cores(1).memory(Size.gibibytes(4)).build())
        .executor(SparkExecutorOptions.builder().cores(1).memory(Size.gibibytes(4)).allocation(ExecutorAllocation.fixed(2)).build())
        .sparkConf(Map.of("spark.sql.shuffle.partitions", "64", "spark.sql.adaptive.enabled", "true"))
        .build());
  }

  public static void main(String[] args) {
    App app = new App();
    new ReferencePlatform(app, "EmrEksKarpenter");
    app.synth();
  }
}
