using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>A set of known methods as one dimension of a region.</summary>
public sealed class MethodChoice(MethodSet methods) : SymbolicSet, IEquatable<MethodChoice>
{
    public MethodSet Methods { get; } = methods;

    public override bool IsEmpty => Methods.IsEmpty;

    public override bool IsFull => Methods == MethodSet.All;

    public override SymbolicSet And(SymbolicSet other) => new MethodChoice(Methods & ((MethodChoice)other).Methods);

    public override SymbolicSet Not() => new MethodChoice(~Methods);

    public bool Equals(MethodChoice? other) => other is not null && Methods == other.Methods;

    public override bool Equals(object? obj) => Equals(obj as MethodChoice);

    public override int GetHashCode() => Methods.GetHashCode();

    public override string ToString() => IsFull ? "any method" : Methods.ToString();
}
