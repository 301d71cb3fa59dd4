namespace AccessConsole.Core.Evaluation;

/// <summary>The claims of a Buildkite OIDC token that policies read.</summary>
public static class ClaimNames
{
    public const string Issuer = "iss";
    public const string OrganizationId = "organization_id";
    public const string PipelineId = "pipeline_id";
    public const string OrganizationSlug = "organization_slug";
    public const string PipelineSlug = "pipeline_slug";
    public const string Branch = "build_branch";
    public const string Tag = "build_tag";
    public const string Source = "build_source";
    public const string QueueKey = "queue_key";
    public const string QueueId = "queue_id";
    public const string ClusterName = "cluster_name";
    public const string ClusterId = "cluster_id";
    public const string Step = "step_key";
}
