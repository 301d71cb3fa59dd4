using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>
/// What the fields of an object's form show and change: its text. Each field is bound to one value of it, named by a pointer. It always says
/// what now stands: a field that were rendered with what stood before would take back letters that are being typed.
/// </summary>
/// <param name="edit">Has the object's text be another one.</param>
public sealed class ObjectForm(Func<ObjectText> text, Func<ObjectInspection> inspection, Func<PolicySet> policy, Func<bool> isDisabled, Action<ObjectText> edit)
{
    public ObjectText Text => text();

    public ObjectInspection Inspection => inspection();

    public PolicySet Policy => policy();

    public bool IsDisabled => isDisabled();

    public void Edit(ObjectText edited) => edit(edited);

    /// <summary>The identity providers that issue tokens.</summary>
    public IEnumerable<string> OidcProviders => Policy.Providers.Values.Where(p => p.Oidc is not null).Select(p => p.Name);

    /// <summary>A field's id and its name for tests, such as <c>deployments-0-max-stream-duration</c>.</summary>
    public static string NameOf(string pointer) =>
        string.Concat(pointer[1..].Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : c == '/' ? "-" : c.ToString()));

    /// <summary>The problems of a value and of what is in it.</summary>
    public IReadOnlyList<Diagnostic> At(string pointer) => Inspection.At(pointer);

    /// <summary>The problems of a value itself.</summary>
    public IReadOnlyList<Diagnostic> AtExactly(string pointer) => [.. Inspection.Problems.Where(p => p.Pointer == pointer)];
}
