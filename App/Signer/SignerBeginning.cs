using System.Security.Cryptography;
using AccessConsole.Core.Signing;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

/// <summary>
/// <c>signer init --base FILE</c>: what the signer builds on from then on is what somebody put in front of it and looked at. Nothing proves it, so the command says what it takes.
/// </summary>
internal static class SignerBeginning
{
    private const string Usage = "signer init --base FILE [--replace]: FILE is what GET /api/v1/signer/base answered, looked at by whoever runs this";

    /// <returns>The exit code.</returns>
    public static int Run(IServiceProvider services, IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not (["--base", _] or ["--base", _, "--replace"]))
            return Fail(errors, Usage);
        byte[] json;
        SignedState state;
        try
        {
            json = File.ReadAllBytes(arguments[1]);
            state = SignedStateJson.Read(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return Fail(errors, $"`{arguments[1]}` cannot be used: {e.Message}");
        }

        var files = services.GetRequiredService<SignerFiles>();
        if (files.Exists && arguments is not [_, _, "--replace"])
            return Fail(errors, "the signer has a state already: with --replace it forgets what it signed, and builds on the file alone");
        if (files.Exists && state.Revision < new DeskState(files.ReadSettled(), files.ReadPending()).Highest)
            return Fail(errors, $"the file is of revision {state.Revision}, and revision {new DeskState(files.ReadSettled(), files.ReadPending()).Highest} was signed: export the newest");
        Begin(services, files, state, json, output);
        return 0;
    }

    private static void Begin(IServiceProvider services, SignerFiles files, SignedState state, byte[] json, TextWriter output)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(json));
        files.Begin(SignedState.Beginning(state.Revision, state.PolicyRevision, state.PolicyDigest, state.Input));
        services.GetRequiredService<SignerLog>().Append("begun", state.Revision, $"on a file with the SHA-256 {digest}, by whoever could write here");
        var policy = state.Input.Policy;
        output.WriteLine($"the signer builds on revision {state.Revision} from now on, because you say that it is right:");
        output.WriteLine($"  SHA-256 of the file   {digest}");
        output.WriteLine($"  environments          {string.Join(", ", policy.Environments.Values.Select(e => $"{e.Name} ({e.Approvals} approvals)"))}");
        output.WriteLine($"  grants                {policy.Objects.Grants.Count}");
        foreach (var (provider, keys) in state.Input.IssuerKeys)
            output.WriteLine($"  keys of {provider,-14}{string.Join(", ", keys.Keys.Select(key => key.Kid))}");
    }

    private static int Fail(TextWriter errors, string message)
    {
        errors.WriteLine(message);
        return 1;
    }
}
