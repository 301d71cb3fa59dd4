using System.Reflection;
using System.Text.RegularExpressions;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Data;
using AccessConsole.Distribution.Health;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AccessConsole.Tests.Architecture;

/// <summary>Who may know whom. Banned calls inside App.Core (files, network, clock, randomness) are the build's affair: BannedSymbols.txt.</summary>
public sealed partial class DependencyTests
{
    private static readonly Assembly CoreAssembly = typeof(Evaluator).Assembly;

    public static TheoryData<string, string> ForbiddenToCore => new()
    {
        { "Microsoft.EntityFrameworkCore", "the law does not know how it is stored" },
        { "Npgsql", "the law does not know how it is stored" },
        { "Microsoft.AspNetCore", "the law does not know how it is asked" },
        { "Microsoft.Extensions", "the law has no host, no configuration and no log" },
        { "MudBlazor", "the law does not know how it is shown" },
        { "System.Net.Http", "App fetches, the law is handed the result" },
        { "System.Net.Sockets", "the law talks to nobody" },
        { "System.IO.FileSystem", "App, App.Data and App.Cli read files, the law is handed their bytes" },
        { "System.Diagnostics.Process", "the law starts nothing" },
    };

    [Theory]
    [MemberData(nameof(ForbiddenToCore))]
    public void Core_DoesNotReference(string assembly, string reason)
    {
        var found = CoreAssembly.GetReferencedAssemblies().Where(r => r.Name!.StartsWith(assembly, StringComparison.Ordinal)).Select(r => r.Name);
        Assert.True(!found.Any(), $"App.Core references {string.Join(", ", found)}: {reason}");
    }

    [Fact]
    public void BackgroundWork_OutlivesItsFailures()
    {
        var services = typeof(AccessConsole.Hosting.AccessConsoleHost).Assembly.GetTypes().Where(t => typeof(BackgroundService).IsAssignableFrom(t) && t != typeof(ResilientService)).ToArray();
        Assert.True(services.Length > 20);
        Assert.All(services, service => Assert.True(typeof(ResilientService).IsAssignableFrom(service), $"{service.Name} would stop for good, silently, where something unforeseen fails"));
    }

    [Fact]
    public void Data_KnowsNeitherHostNorPages()
    {
        var references = typeof(AccessDbContext).Assembly.GetReferencedAssemblies().Select(r => r.Name!).ToArray();
        Assert.DoesNotContain("App", references);
        Assert.DoesNotContain("MudBlazor", references);
    }

    [Fact]
    public void Accessctl_KnowsTheLawAndNoStore()
    {
        var references = Assembly.Load("accessctl").GetReferencedAssemblies().Select(r => r.Name!).ToArray();
        Assert.Contains("App.Core", references);
        Assert.DoesNotContain(references, r => r is "App" or "App.Data" or "Npgsql" || r.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));
    }

    /// <summary>A target can be taken out by deleting its folder and its line in the list of compilers.</summary>
    [Fact]
    public void Targets_DoNotKnowEachOther()
    {
        var folders = TargetCompilers.All.Select(c => c.GetType().Namespace!).ToArray();
        var crossing = from type in CoreAssembly.GetTypes()
                       let own = folders.FirstOrDefault(f => type.Namespace?.StartsWith(f, StringComparison.Ordinal) == true)
                       where own is not null
                       from known in Mentioned(type)
                       where folders.Any(f => f != own && known.Namespace?.StartsWith(f, StringComparison.Ordinal) == true)
                       select $"{type} → {known}";
        Assert.Empty(crossing.Distinct());
    }

    /// <summary>API and pages are made of the rest of the host, which knows neither. Bodies are bounded and errors answered in one way everywhere: <c>Api.RequestBody</c>, <c>Api.Problems</c>.</summary>
    [Fact]
    public void Host_BelowItsPagesAndItsApi_KnowsNeither()
    {
        var root = Repository.PathTo("App");
        string[] above = ["Api", "Components", "Hosting", "bin", "obj"];
        var reaching = from folder in Directory.EnumerateDirectories(root)
                       where !above.Contains(Path.GetFileName(folder))
                       from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                       from line in File.ReadLines(file)
                       where UpperNamespace().IsMatch(line) && !MentionsProblems(file, line)
                       select $"{Path.GetRelativePath(root, file)}: {line.Trim()}";
        Assert.Empty(reaching);
    }

    private static bool MentionsProblems(string file, string line) =>
        line == "using AccessConsole.Api;" && File.ReadAllText(file).Contains("Problems.", StringComparison.Ordinal) || line.Contains("Api.Problems.", StringComparison.Ordinal)
        || line.Contains("Api.RequestBody.", StringComparison.Ordinal);

    [GeneratedRegex(@"(using AccessConsole\.(Api|Components)\b|(?<![\w.])(AccessConsole\.)?(Api|Components)\.[A-Z])")]
    private static partial Regex UpperNamespace();

    private static IEnumerable<Type> Mentioned(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var locals = type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)).SelectMany(m => m.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? []);
        return type.GetFields(all).Select(f => f.FieldType)
            .Concat(type.GetMethods(all).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .Concat(locals).Concat(type.GetInterfaces());
    }
}
