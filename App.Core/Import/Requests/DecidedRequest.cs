using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Import.Requests;

/// <summary>A request of a file with its answer.</summary>
public sealed record DecidedRequest(FileRequest Asked, Decision Decision)
{
    /// <param name="now">Taken for requests that name no time.</param>
    public static ImmutableArray<DecidedRequest> All(PolicySet policy, RequestFile file, DateTimeOffset now) =>
        [.. file.Requests.Select(asked => new DecidedRequest(asked, Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, asked.Request, now)).ToDecision()))];

    /// <summary>A test that expects of the request what was decided, named by where the request stands.</summary>
    public PolicyTest ToTest(string title) => new() { Name = $"{title}: line {Asked.Line}", Given = Asked.Request, Expect = Decision.Effect };
}
