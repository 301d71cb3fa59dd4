using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A test's caller is one caller, and what it names exists.</summary>
internal static class TestCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Tests)
        {
            var given = item.Object.Given;
            CheckCaller(context, given, item);
            context.CheckReference(PolicyKind.Pipeline, given.Pipeline ?? "", context.Index.Pipelines, item.At("/given/pipeline"));
            context.CheckReference(PolicyKind.Workload, given.Workload ?? "", context.Index.Workloads, item.At("/given/workload"));
            context.CheckReference(PolicyKind.Environment, given.Environment, context.Index.Environments, item.At("/given/environment"));
            context.CheckReference(PolicyKind.Service, given.Service, context.Index.Services, item.At("/given/service"));
        }
    }

    private static void CheckCaller(ValidationContext context, DecisionRequest given, Located<PolicyTest> item)
    {
        var hasCredentials = given.Claims is not null || given.SpiffeId is not null;
        var callers = (given.Pipeline is null ? 0 : 1) + (given.Workload is null ? 0 : 1) + (hasCredentials ? 1 : 0);
        if (callers > 1)
            context.Error(DiagnosticCodes.TestCaller, item.At("/given"), "a test has one caller: `pipeline`, or `workload`, or `claims` and `spiffeId`");
        else if (hasCredentials && HasBuild(given))
            context.Error(DiagnosticCodes.TestCaller, item.At("/given"), "branch, tag, source, queue, cluster and step go with a name; with `claims` they stand in the claims");
    }

    private static bool HasBuild(DecisionRequest given) =>
        given.Branch is not null || given.Tag is not null || given.Source is not null || given.Queue is not null || given.Cluster is not null || given.Step is not null;
}
