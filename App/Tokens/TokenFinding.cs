namespace AccessConsole.Tokens;

/// <summary>What became of a look-up.</summary>
/// <param name="Token">The live token; null where there is none.</param>
/// <param name="IsThrottled">Whether there might be one, but too many unknown tokens are being asked for right now.</param>
public readonly record struct TokenFinding(LiveToken? Token, bool IsThrottled = false);
