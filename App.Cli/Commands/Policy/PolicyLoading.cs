using AccessConsole.Cli.Client;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>Makes a policy of a document for the commands that decide by it.</summary>
internal static class PolicyLoading
{
    /// <returns>Null where the document has errors, which are told then; its warnings are for <c>validate</c> to tell.</returns>
    public static async Task<PolicySet?> LoadAsync(Call call, Surroundings around, string path, bool isDevelopment)
    {
        var file = await PolicyFile.ReadAsync(path, around, call.CancellationToken);
        var check = file.Check(isDevelopment, around.Clock.GetUtcNow());
        if (!check.HasErrors)
            return PolicySet.Of(check.Document);
        call.Output.Fail("invalid", $"`{file.Name}` has errors", [.. check.Problems.Select(Problem.Of)], file.Name);
        return null;
    }
}
