namespace AccessConsole.Core.Evaluation;

/// <summary>True, false or unknown (Kleene's logic): a condition on a claim that the caller did not show is neither met nor failed.</summary>
internal enum Trilean : byte
{
    False,
    Unknown,
    True,
}

internal static class Trileans
{
    public static Trilean Of(bool value) => value ? Trilean.True : Trilean.False;

    public static Trilean And(this Trilean left, Trilean right) => left < right ? left : right;

    public static Trilean Or(this Trilean left, Trilean right) => left > right ? left : right;
}
