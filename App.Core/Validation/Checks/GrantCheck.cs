using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A grant's references, and the sizes of its parts.</summary>
internal static class GrantCheck
{
    private const int MaxRequests = 1_000_000;
    private static readonly string[] ConditionNames = ["branches", "tags", "sources", "queues", "clusters", "steps"];

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Grants)
        {
            context.CheckReference(PolicyKind.Role, item.Object.Role, context.Index.Roles, item.At("/role"));
            CheckPrincipals(context, item);
            CheckEnvironments(context, item);
            CheckConditions(context, item);
            CheckLimit(context, item);
            CheckReason(context, item);
        }
    }

    private static void CheckPrincipals(ValidationContext context, Located<Grant> item)
    {
        var principals = item.Object.Principals;
        if (principals.Pipelines is { } pipelines)
            SelectorCheck.Check(context, pipelines, PolicyKind.Pipeline, context.Index.Pipelines, item.At("/principals/pipelines"));
        if (principals.Workloads is { } workloads)
            SelectorCheck.Check(context, workloads, PolicyKind.Workload, context.Index.Workloads, item.At("/principals/workloads"));
        if (principals is { Pipelines: null, Workloads: null, Anyone: false })
            context.Error(DiagnosticCodes.SelectorEmpty, item.At("/principals"), "the grant is for nobody: give `pipelines`, `workloads` or `anyone: true`");
    }

    private static void CheckEnvironments(ValidationContext context, Located<Grant> item)
    {
        var environments = item.Object.Environments;
        context.CheckCount(environments.Count, DocumentLimits.Environments, "environments", item.At("/environments"));
        if (environments.Count == 0)
            context.Error(DiagnosticCodes.SelectorEmpty, item.At("/environments"), "the grant holds in no environment: name those it is for");
        for (var i = 0; i < environments.Count; i++)
        {
            if (!context.Index.Environments.ContainsKey(environments[i]))
                context.CheckReference(PolicyKind.Environment, environments[i], context.Index.Environments, item.At($"/environments/{i}"));
        }
    }

    private static void CheckConditions(ValidationContext context, Located<Grant> item)
    {
        var when = item.Object.When;
        if (when.IsEmpty)
            return;
        ReadOnlySpan<int> counts = [when.Branches.Count, when.Tags.Count, when.Sources.Count, when.Queues.Count, when.Clusters.Count, when.Steps.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > DocumentLimits.ConditionPatterns)
                context.CheckCount(counts[i], DocumentLimits.ConditionPatterns, ConditionNames[i], item.At("/when/" + ConditionNames[i]));
        }
    }

    private static void CheckLimit(ValidationContext context, Located<Grant> item)
    {
        if (item.Object.RateLimit is not { } limit)
            return;
        if (limit.Requests is < 1 or > MaxRequests)
            context.Error(DiagnosticCodes.RateLimitRange, item.At("/rateLimit/requests"), $"a rate is 1 to {MaxRequests} requests");
        if (limit.Burst is < 0 or > MaxRequests)
            context.Error(DiagnosticCodes.RateLimitRange, item.At("/rateLimit/burst"), $"a burst is 0 to {MaxRequests} requests");
    }

    private static void CheckReason(ValidationContext context, Located<Grant> item)
    {
        if (item.Object.Reason is { } reason && (reason.Length > DocumentLimits.ReasonCharacters || Characters.FirstRefusedInLine(reason) is not null))
            context.Error(DiagnosticCodes.ReasonInvalid, item.At("/reason"), $"a reason is one line of at most {DocumentLimits.ReasonCharacters} characters");
    }
}
