namespace AccessConsole.Core.Signing;

/// <summary>
/// Ties a sign-in to one approval: the nonce that the identity provider signs into the ID token names the change that the person approves by signing in. A token
/// of any other sign-in, or of the approval of another change, proves nothing for this one.
/// </summary>
public static class ApprovalNonce
{
    private const string Purpose = ".approve.";

    /// <param name="random">What makes the nonce the only one of its kind.</param>
    /// <param name="digest">Of the change: <see cref="Changes.ChangeReview.Digest"/>.</param>
    public static string Of(string random, string digest) => $"{random}{Purpose}{digest}";

    public static bool Covers(string? nonce, string digest) =>
        nonce is not null && digest.Length > 0 && nonce.EndsWith(Purpose + digest, StringComparison.Ordinal) && nonce.Length > Purpose.Length + digest.Length;
}
