using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>
/// One engine beside the evaluator: the real one, or an interpreter of what is emitted for it. It makes policies and requests such as the engine is
/// asked, and says of each request how the two decisions compare.
/// </summary>
internal interface IEngineRig : IAsyncDisposable
{
    Target Target { get; }

    /// <summary>How many requests are worth the engine's taking up another policy.</summary>
    int RequestsPerScene { get; }

    Scene MakeScene(Dice dice);

    /// <summary>A request that an engine with this bundle is asked.</summary>
    EngineRequest MakeRequest(Dice dice, Scene scene);

    ImmutableArray<BundleFile> Compile(Scene scene);

    /// <param name="files">What the engine takes up: what <see cref="Compile"/> made of the scene, or that with a fault in it.</param>
    Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests);
}
