namespace AccessConsole.Core.Inventory;

/// <summary>What a pipeline's settings at Buildkite mean for grants to it. A setting that Buildkite does not tell is no risk by itself.</summary>
public static class PipelineRisks
{
    public const string ForksUnprefixed = "forks_unprefixed";
    public const string ForksBuilt = "forks_built";
    public const string PublicBuilds = "public_builds";
    public const string PushesNotBuilt = "pushes_not_built";
    public const string NoCluster = "no_cluster";

    private const string NoTrigger = "none";

    /// <summary>Worst first.</summary>
    public static IReadOnlyList<PipelineRisk> Of(InventoryPipeline pipeline) => [.. All(pipeline).OrderBy(r => r.Level)];

    private static IEnumerable<PipelineRisk> All(InventoryPipeline pipeline)
    {
        var source = pipeline.Source;
        var hasTrigger = source.TriggerMode != NoTrigger;
        var buildsForks = hasTrigger && source.BuildsForks == true && source.BuildsPullRequests != false;
        if (buildsForks && source.PrefixesForkBranches != true)
        {
            yield return new PipelineRisk(
                ForksUnprefixed, RiskLevel.High,
                "pull requests from forks are built under the fork's own branch names: a stranger's branch `main` meets every condition on branch `main`",
                "turn on “Prefix third-party fork branch names” in the pipeline's GitHub settings at Buildkite, or do not build forks");
        }
        else if (buildsForks)
        {
            yield return new PipelineRisk(
                ForksBuilt, RiskLevel.Medium,
                "pull requests from forks are built, as `somebody:branch`: a grant without a branch condition, or with a pattern such as `*`, lets strangers' code in",
                "give each grant to this pipeline branches that no prefixed name matches, or do not build forks");
        }

        if (pipeline.IsPublic)
        {
            yield return new PipelineRisk(
                PublicBuilds, RiskLevel.Medium,
                "the pipeline is public: everybody reads its logs, and a token that is printed there may be used until it expires",
                "make the pipeline private at Buildkite, or keep tokens out of its logs");
        }

        if (hasTrigger && source.BuildsBranches == false)
        {
            yield return new PipelineRisk(
                PushesNotBuilt, RiskLevel.Low,
                "pushes are not built: a build of `main` is a pull request's, or one that a person, a schedule, the API or another pipeline started and named so",
                "add `sources` to grants that rely on a branch");
        }

        if (pipeline.ClusterId is null)
        {
            yield return new PipelineRisk(
                NoCluster, RiskLevel.Low,
                "the pipeline is in no cluster: its tokens have neither cluster nor queue, so that conditions on them never hold",
                "move the pipeline into a cluster before grants ask for one");
        }
    }
}
