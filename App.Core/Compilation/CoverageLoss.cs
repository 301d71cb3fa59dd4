namespace AccessConsole.Core.Compilation;

/// <summary>One way in which a decision is not what the policy says.</summary>
/// <param name="Code">Stable, for machines, such as <c>intermediate_authorities</c>.</param>
/// <param name="Grant">The rule concerned; null where it is the deployment as a whole, and so each of its rules.</param>
/// <param name="Lost">What the engine cannot say, in a sentence.</param>
/// <param name="Remedy">What would make it exact, in a sentence.</param>
public sealed record CoverageLoss(string Code, Coverage Coverage, string? Grant, string Lost, string Remedy)
{
    public string Sentence => Grant is null ? Lost : $"grant `{Grant}`: {Lost}";
}

/// <summary>What an engine cannot do however the policy is written.</summary>
/// <param name="Code">Stable, for machines, such as <c>rate_limit_per_instance</c>.</param>
public sealed record Residual(string Code, string Message);
