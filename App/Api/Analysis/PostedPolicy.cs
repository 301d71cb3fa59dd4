using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Exploring;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Analysis;

/// <summary>A document in a request's body as one side of a comparison; it is not stored.</summary>
public sealed class PostedPolicy(ChangeReviewer reviewer, TimeProvider clock)
{
    /// <param name="beside">The policy that it is compared with.</param>
    /// <returns>The side, or the answer that says why there is none.</returns>
    public async Task<(PolicySide? Side, ProblemHttpResult? Problem)> ReadAsync(HttpContext context, PolicySet beside)
    {
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", $"the document is larger than {PolicyReader.MaxBytes >> 20} MB"));
        var now = clock.GetUtcNow();
        var read = DocumentCheck.Check(body, RequestBody.FormatOf(context.Request), reviewer.JudgedBy(now));
        return read.HasErrors
            ? (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the document has errors: mend what `problems` lists", read.Problems))
            : (new PolicySide("the document", beside.Apply(PolicyDiffPatch.Between(beside.Objects, read.Document, Guid.CreateVersion7)), now), null);
    }
}

internal static class PolicySideProblems
{
    public static ProblemHttpResult ToProblem(this PolicySideResult result) => result.IsMalformed
        ? Problems.BadRequest(result.Problem!)
        : Problems.Of(StatusCodes.Status404NotFound, "not_found", result.Problem!);
}
