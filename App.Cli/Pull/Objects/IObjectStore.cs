using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>An engine that keeps its configuration as named objects behind an API, and in it those of one bundle's scope.</summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>The objects of a state, in the order of the file.</summary>
    /// <exception cref="PullException">There is something that a bundle must not ask for.</exception>
    IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files);

    /// <summary>The same objects with nothing allowed; what is in shadow enforces nothing and stays so.</summary>
    IReadOnlyList<DeclaredObject> Close(IReadOnlyList<DeclaredObject> objects);

    /// <summary>Everything there is of the console's in the scope.</summary>
    /// <exception cref="PullException">The engine is away or refuses.</exception>
    Task<IReadOnlyList<LiveObject>> ListAsync();

    /// <summary>Why the live object is not what was declared; null when it is.</summary>
    string? Difference(DeclaredObject declared, LiveObject live);

    /// <summary>What the engine says of an object that it has and does not accept.</summary>
    Acceptance AcceptanceOf(LiveObject live);

    /// <summary>Finds without changing anything whether <see cref="PutAsync"/> would be refused.</summary>
    /// <param name="live">What there is under that name of the console's; null when nothing is.</param>
    /// <exception cref="ConflictException">It was changed meanwhile.</exception>
    /// <exception cref="PullException">It would, or something of somebody else's is in the way.</exception>
    Task CheckAsync(DeclaredObject declared, LiveObject? live);

    /// <exception cref="ConflictException">It was changed meanwhile.</exception>
    /// <exception cref="PullException">The engine refuses.</exception>
    Task PutAsync(DeclaredObject declared, LiveObject? live);

    /// <summary>Removes what no bundle asks for any more, or closes it where removing would open.</summary>
    /// <inheritdoc cref="PutAsync"/>
    Task RetireAsync(LiveObject live);
}

/// <param name="Refusal">Why the engine does not enforce the object; null when it does, or says nothing.</param>
/// <param name="IsPending">Whether what the engine says is of an older form of the object.</param>
internal sealed record Acceptance(string? Refusal, bool IsPending = false);

/// <summary>Somebody else changed an object between reading and writing it: reading again helps.</summary>
internal sealed class ConflictException(string message) : Exception(message);
