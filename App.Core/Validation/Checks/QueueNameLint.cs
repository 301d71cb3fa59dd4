using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Keys of queues and names of clusters can be given to others; their UUIDs cannot.</summary>
internal static class QueueNameLint
{
    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            if (grant.Object.When.IsEmpty)
                continue;
            Judge(context, grant, grant.Object.When.Queues, "queues", "the key of a queue");
            Judge(context, grant, grant.Object.When.Clusters, "clusters", "the name of a cluster");
        }
    }

    /// <summary>Whether the pattern is compared with the id claim rather than the key or name.</summary>
    public static bool IsId(Pattern pattern) => Guid.TryParseExact(pattern.Text, "D", out _);

    private static void Judge(ValidationContext context, Located<Grant> grant, ValueList<Pattern> patterns, string member, string what)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (!IsId(patterns[i]))
                context.Warn(DiagnosticCodes.LintQueueName, grant.At($"/when/{member}/{i}"), $"`{patterns[i]}` is {what}, which may come to mean another: give its UUID");
        }
    }
}
