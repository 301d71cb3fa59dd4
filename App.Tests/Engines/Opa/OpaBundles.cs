using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>Compiles policies and brings them to a running OPA.</summary>
internal static class OpaBundles
{
    public const string DataPath = "access/policy/data.json";

    /// <summary>Decides a list of requests at once: <c>data.harness.decisions</c> and <c>data.harness.checks</c> for Envoy's.</summary>
    private const string Harness = """
        package harness
        decisions := [answer | some request in input; answer := data.access.decision with input as request]
        checks := [answer | some request in input; answer := data.access.envoy with input as request]
        """;

    public static ImmutableArray<BundleFile> Compile(PolicySet policy, string environment, string? service = null)
    {
        var compiler = new OpaCompiler();
        var deployments = policy.DeploymentsIn(environment).Where(d => service is null || d.Service.Name == service).Select(compiler.Compile).ToArray();
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
        return compiler.Assemble(input, new BundleScope(environment, Target.Opa, service), deployments);
    }

    public static ReadOnlyMemory<byte> Data(IEnumerable<BundleFile> files) => files.Single(f => f.Path == DataPath).Content;

    /// <summary>An OPA with the modules and the harness, to which data can be given again and again.</summary>
    public static Task<OpaServer> StartAsync() => StartAsync(Compile(PolicySet.Empty, "none").Where(f => f.Path != DataPath));

    public static async Task<OpaServer> StartAsync(IEnumerable<BundleFile> modules)
    {
        var directory = Directory.CreateTempSubdirectory("opa-modules-");
        try
        {
            Write(directory.FullName, modules);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "harness.rego"), Harness);
            return await OpaServer.StartAsync("--log-level", "error", directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Writes the files as an unsigned bundle, such as <c>opa run --bundle</c> takes.</summary>
    public static void WriteBundle(string directory, IEnumerable<BundleFile> files)
    {
        Write(directory, files);
        var roots = string.Join(',', new OpaCompiler().Roots.Select(root => $"\"{root}\""));
        File.WriteAllText(Path.Combine(directory, ".manifest"), $$"""{"revision":"1","roots":[{{roots}}]}""");
    }

    private static void Write(string directory, IEnumerable<BundleFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Span);
        }
    }
}
