namespace AccessConsole.Core.Analysis;

/// <summary>By what a caller is known.</summary>
public enum IdentityKind
{
    /// <summary>A verified token of one issuer with certain claims.</summary>
    Token,

    /// <summary>A verified certificate with one SPIFFE ID.</summary>
    Certificate,

    /// <summary>No credential at all.</summary>
    NoCredential,

    /// <summary>Every verified token of an issuer, but for those that the change excepts.</summary>
    AnyToken,

    /// <summary>Every verified certificate of a trust domain in a part of its paths, but for those that the change excepts.</summary>
    AnyCertificate,
}
