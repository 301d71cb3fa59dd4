using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Cuts lists of names into objects that are well below the 1.5 MiB that the API server stores.</summary>
internal static class NameParts
{
    private const int MaxCharacters = 500_000;

    // Around each name: indentation, dash, quotes and line end.
    private const int Overhead = 20;

    public static IEnumerable<ImmutableArray<string>> Of(ImmutableArray<string> names)
    {
        var part = ImmutableArray.CreateBuilder<string>();
        var size = 0;
        foreach (var name in names)
        {
            if (part.Count > 0 && size + name.Length + Overhead > MaxCharacters)
            {
                yield return part.DrainToImmutable();
                size = 0;
            }

            part.Add(name);
            size += name.Length + Overhead;
        }

        if (part.Count > 0)
            yield return part.DrainToImmutable();
    }
}
