using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A selector says something, and every name in it exists.</summary>
internal static class SelectorCheck
{
    public static void Check<T>(ValidationContext context, Selector selector, PolicyKind kind, IReadOnlyDictionary<string, T> known, string pointer)
    {
        if (selector is Selector.Names { Values.Count: 0 } or Selector.Labels { Values.Count: 0 })
            context.Error(DiagnosticCodes.SelectorEmpty, pointer, "the selector selects nothing: name what it is for, or remove it");
        if (selector is not Selector.Names names)
            return;
        context.CheckCount(names.Values.Count, DocumentLimits.SelectorNames, "names", pointer + "/names");
        for (var i = 0; i < names.Values.Count; i++)
        {
            if (!known.ContainsKey(names.Values[i]))
                context.CheckReference(kind, names.Values[i], known, $"{pointer}/names/{i}");
        }
    }
}
