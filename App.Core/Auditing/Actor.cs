namespace AccessConsole.Core.Auditing;

/// <summary>Who acted. A person is (issuer, subject), which never changes; the name is only shown.</summary>
/// <param name="TokenId">The API token used, where one was: a token acts as its owner.</param>
public sealed record Actor(ActorKind Kind, string Issuer, string Subject, string Name, Guid? TokenId = null)
{
    private const string OwnIssuer = "access-console";

    /// <summary>The console itself: expiry boundaries, fetched issuer keys, tombstones.</summary>
    public static readonly Actor System = new(ActorKind.System, OwnIssuer, "system", "system");

    /// <summary>The bootstrap token of the host's configuration, which is nobody's and never approves.</summary>
    public static readonly Actor Bootstrap = new(ActorKind.Bootstrap, OwnIssuer, "bootstrap", "bootstrap token");

    public PersonId Person => new(Issuer, Subject);
}

/// <summary>Persisted by name: do not rename.</summary>
public enum ActorKind
{
    Person,
    Token,
    Bootstrap,
    System,
}

/// <summary>A person: who vouches for them, and their immutable subject there.</summary>
public readonly record struct PersonId(string Issuer, string Subject);
