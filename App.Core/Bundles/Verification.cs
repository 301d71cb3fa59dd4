using System.Diagnostics.CodeAnalysis;

namespace AccessConsole.Core.Bundles;

/// <summary>Something that proved to be genuine, or why it did not.</summary>
public sealed record Verification<T>
    where T : class
{
    internal Verification(T value) => Value = value;

    internal Verification(Refusal refusal) => Refusal = refusal;

    /// <summary>What was verified; null when refused.</summary>
    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsVerified => Value is not null;
}

/// <param name="Message">A sentence for the operator: lower-case, no final stop, says what was expected.</param>
public sealed record Refusal(RefusalKind Kind, string Message)
{
    internal Verification<T> Of<T>()
        where T : class => new(this);
}

/// <summary>Every way in which something signed is refused.</summary>
public enum RefusalKind
{
    /// <summary>It cannot be read at all: not an archive, truncated, over a limit, not the format.</summary>
    Malformed,

    Unsigned,

    /// <summary>Signed by a key that is not among those given.</summary>
    UnknownKey,

    /// <summary>The signature is not that of the key it names.</summary>
    Signature,

    /// <summary>Genuine, but for another environment, target or service.</summary>
    Scope,

    FileHash,

    UnexpectedFile,

    MissingFile,

    /// <summary>Genuine, but its time is over.</summary>
    Expired,

    /// <summary>Genuine, but older than one already accepted.</summary>
    Older,
}
