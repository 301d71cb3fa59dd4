namespace AccessConsole.Core.Analysis.Sets;

/// <summary>A set of one dimension's values, held as a formula in canonical form: equal sets are equal objects. Closed under the set operations.</summary>
public abstract class SymbolicSet
{
    public abstract bool IsEmpty { get; }

    /// <summary>Whether it holds every value of its dimension.</summary>
    public abstract bool IsFull { get; }

    /// <param name="other">A set of the same dimension.</param>
    public abstract SymbolicSet And(SymbolicSet other);

    public abstract SymbolicSet Not();

    public SymbolicSet Or(SymbolicSet other) => Not().And(other.Not()).Not();
}
