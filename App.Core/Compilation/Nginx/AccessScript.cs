using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// <c>access.js</c>, the same bytes in every bundle. Its source is kept in files that follow the evaluator's (<c>Script/</c>) and is shipped as one:
/// each request starts a machine of its own in nginx, and every module that it imports would cost each request.
/// </summary>
internal static class AccessScript
{
    /// <summary>In the order in which njs needs them: a function sees only constants that stand above it.</summary>
    private static readonly ImmutableArray<string> Files =
    [
        "policy", "conditions", "rules", "evaluation", "identification", "der", "certificates", "authorities", "signatures", "tokens", "answers", "requests",
    ];

    public static ReadOnlyMemory<byte> Content { get; } = Join();

    private static byte[] Join()
    {
        using var script = new MemoryStream();
        foreach (var file in Files)
        {
            if (script.Length > 0)
                script.WriteByte((byte)'\n');
            using var resource = typeof(AccessScript).Assembly.GetManifestResourceStream($"nginx/{file}.js")!;
            resource.CopyTo(script);
        }

        return script.ToArray();
    }
}
