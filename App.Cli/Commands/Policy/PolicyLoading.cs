using AccessConsole.Cli.Client;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>Makes a policy of a document for the commands that decide by it.</summary>
internal static class PolicyLoading
{
    /// <summary>The document's policy; its warnings, or its errors and null.</summary>
    public static async Task<PolicySet?> LoadAsync(Call call, Surroundings around, string path, bool isDevelopment)
    {
        var file = await PolicyFile.ReadAsync(path, around, call.CancellationToken);
        var check = file.Check(isDevelopment, around.Clock.GetUtcNow());
        var problems = check.Problems.Select(Problem.Of).ToList();
        if (check.HasErrors)
        {
            call.Output.Fail("invalid", $"`{file.Name}` has errors", problems, file.Name);
            return null;
        }

        call.Output.List(file.Name, problems);
        return PolicySet.Of(check.Document);
    }
}
