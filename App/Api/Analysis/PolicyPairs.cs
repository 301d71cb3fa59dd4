using AccessConsole.Exploring;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Analysis;

/// <summary>The two policies that a request compares: both named, or one named and the other the document in the body.</summary>
public sealed class PolicyPairs(PolicySides sides, PostedPolicy posted)
{
    /// <param name="from">Null for what is in force; of a document that is compared with <paramref name="to"/>, the document.</param>
    /// <returns>Both, or the answer that says why not.</returns>
    public async Task<(PolicySide? First, PolicySide? Second, ProblemHttpResult? Problem)> FindAsync(HttpContext context, string? from, string? to)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return await BothAsync(from, to, context.RequestAborted);
        if (from is not null && to is not null)
            return (null, null, Problems.BadRequest("a document is one of the two: name the other one by `from` or by `to`"));
        var named = await sides.FindAsync(from ?? to, context.RequestAborted);
        if (named.Side is not { } known)
            return (null, null, named.ToProblem());
        var (document, problem) = await posted.ReadAsync(context, known.Policy);
        return to is null ? (known, document, problem) : (document, known, problem);
    }

    private async Task<(PolicySide? First, PolicySide? Second, ProblemHttpResult? Problem)> BothAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (one, other) = (await sides.FindAsync(from, cancellationToken), await sides.FindAsync(to, cancellationToken));
        return (one.Side, other.Side, (one.Side is null ? one : other).Side is null ? (one.Side is null ? one : other).ToProblem() : null);
    }
}
