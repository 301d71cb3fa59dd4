using AccessConsole.Core.Signing;

namespace AccessConsole.Signing.Remote;

/// <summary>The signer did not do what it was asked; the message is fit to show.</summary>
public sealed class SignerException : Exception
{
    /// <summary>It refused.</summary>
    public SignerException(string message, SigningRefusalKind? kind)
        : base(message) => (IsAway, Kind) = (false, kind);

    /// <summary>It did not answer.</summary>
    public SignerException(string message, Exception? cause)
        : base(message, cause) => IsAway = true;

    /// <summary>Whether there was no answer, so that what was asked for may have been done or not: asked again in the same words it answers the same.</summary>
    public bool IsAway { get; }

    /// <summary>Why it refused; null where it did not, or says something that this console does not know.</summary>
    public SigningRefusalKind? Kind { get; }
}
