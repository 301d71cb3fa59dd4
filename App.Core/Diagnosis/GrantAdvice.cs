namespace AccessConsole.Core.Diagnosis;

/// <summary>What to do about a grant that nearly allowed a request.</summary>
public static class GrantAdvice
{
    /// <param name="failed">See <see cref="Evaluation.NearMiss"/>.</param>
    public static string ToDo(string failed) => failed switch
    {
        "branch" or "tag" => "build from a branch or tag that the grant names, or add this one to the grant",
        "source" => "start the build in a way that the grant names, or add this source to the grant",
        "queue" or "cluster" => "run the job where the grant says, or add this place to the grant",
        "step" => "ask from the step that the grant names, or widen the grant's steps",
        "valid_from" => "wait until the grant begins, or move its beginning",
        "expires" => "renew the grant: it has ended",
        "method" => "use a method of the grant's role, or add this one to the role",
        "path" => "ask a path of the grant's role, or add this one to the role",
        "principal" => "add the caller to the grant, if it should have this access",
        _ => "compare the request with the grant",
    };
}
