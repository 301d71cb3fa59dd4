namespace AccessConsole.Core.Compilation;

/// <summary>How one engine's decision compares with the evaluator's, from the best to the worst. Persisted by name.</summary>
public enum Coverage
{
    /// <summary>Just as the evaluator, on canonical paths.</summary>
    Exact,

    /// <summary>The engine denies more.</summary>
    Narrower,

    /// <summary>The engine allows more; what is lost is named.</summary>
    Wider,

    NotEnforced,
}
