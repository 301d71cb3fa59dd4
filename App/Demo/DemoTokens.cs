using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Demo;

/// <summary>Claims exactly as Buildkite's agent gets them for a job.</summary>
public static class DemoTokens
{
    private const int LifetimeSeconds = 300;

    public static JsonObject Claims(Principal principal, OidcSettings settings, DemoTokenRequest request, DateTimeOffset now)
    {
        var pipeline = principal.Pipeline!;
        var seconds = now.ToUnixTimeSeconds();
        var reference = request.Tag is { } tag ? $"refs/tags/{tag}" : $"refs/heads/{request.Branch}";
        var commit = new string('0', 40);
        var claims = new JsonObject
        {
            ["iss"] = settings.Issuer,
            ["sub"] = $"organization:{pipeline.Organization.Slug}:pipeline:{pipeline.Slug}:ref:{reference}:commit:{commit}:step:{request.Step}",
            ["aud"] = settings.AudienceFor(request.Environment, request.Service),
            ["iat"] = seconds,
            ["nbf"] = seconds,
            ["exp"] = seconds + LifetimeSeconds,
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["organization_slug"] = pipeline.Organization.Slug,
            ["pipeline_slug"] = pipeline.Slug,
            ["build_number"] = 1,
            ["build_branch"] = request.Tag ?? request.Branch,
            ["build_tag"] = request.Tag,
            ["build_commit"] = commit,
            ["step_key"] = request.Step,
            ["job_id"] = Guid.CreateVersion7().ToString(),
            ["agent_id"] = Guid.CreateVersion7().ToString(),
            ["build_source"] = request.Source,
            ["runner_environment"] = "self-hosted",
            ["organization_id"] = pipeline.Organization.Id?.ToString(),
            ["pipeline_id"] = pipeline.Id?.ToString(),
        };
        if (request.Queue is { } queue)
            claims["queue_key"] = queue;
        if (request.Cluster is { } cluster)
            claims["cluster_name"] = cluster;
        return claims;
    }
}

/// <summary>A job of a sample pipeline that wants a token for one deployment.</summary>
public sealed record DemoTokenRequest
{
    /// <summary>The name of the pipeline in the policy.</summary>
    public required string Pipeline { get; init; }

    public required string Environment { get; init; }

    public required string Service { get; init; }

    /// <summary>The branch of the build; <c>main</c> where it is left out.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>The tag of the build.</summary>
    public string? Tag { get; init; }

    /// <summary>How the build was started; <c>webhook</c> where it is left out.</summary>
    public string Source { get; init; } = "webhook";

    /// <summary>The queue of the job.</summary>
    public string? Queue { get; init; }

    /// <summary>The cluster of the job.</summary>
    public string? Cluster { get; init; }

    /// <summary>The step of the job.</summary>
    public string? Step { get; init; }
}
