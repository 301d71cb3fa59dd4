using System.Collections.Immutable;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull;

/// <summary>What an engine is to run.</summary>
/// <param name="Target">What <c>current</c> points to: a path relative to the puller's directory.</param>
/// <param name="Revision">What refusals and objects show once it is in force.</param>
/// <param name="Files">The state's own; of the bundle that is closed where everything is denied.</param>
/// <param name="DeniesAll">Whether nothing of it may be allowed.</param>
internal sealed record EngineState(string Target, string Revision, ImmutableArray<BundleFile> Files, bool DeniesAll = false)
{
    /// <summary>Shown as a revision by what refuses everything, so that it can be proved like a bundle.</summary>
    public const string DenyAllRevision = "deny-all";

    /// <param name="files">The engine's own, or the bundle's where the engine closes what that holds.</param>
    public static EngineState DenyAll(ImmutableArray<BundleFile> files) => new(BundleDirectory.DenyAll, DenyAllRevision, files, DeniesAll: true);
}
