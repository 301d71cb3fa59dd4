using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Names are of few characters, since they stand in addresses, file names and claims, and unique per kind. A test's name is a sentence.</summary>
internal static class NameCheck
{
    private const string ReservedService = "freshness";
    private const int MaxTestName = 200;

    public static void Check(ValidationContext context)
    {
        CheckKind(context, context.Providers);
        CheckKind(context, context.Environments);
        CheckKind(context, context.Pipelines);
        CheckKind(context, context.Workloads);
        CheckKind(context, context.Services);
        CheckKind(context, context.Roles);
        CheckKind(context, context.Grants);
        CheckKind(context, context.Tests);
    }

    private static void CheckKind<T>(ValidationContext context, IEnumerable<Located<T>> objects)
        where T : PolicyObject
    {
        var first = new Dictionary<string, Located<T>>(StringComparer.Ordinal);
        foreach (var item in objects)
        {
            var name = item.Object.Name;
            if (name.Length == 0)
                continue;
            if (!first.TryAdd(name, item))
                context.Error(DiagnosticCodes.NameDuplicate, item.At("/name"), $"{item.Object.Reference} is there already, at `{first[name].At()}`: give it another name");
            else if (item.Object.Kind == PolicyKind.Test)
                CheckTestName(context, name, item.At("/name"));
            else if (item.Object is Service && name == ReservedService)
                context.Error(DiagnosticCodes.NameInvalid, item.At("/name"), $"`{name}` is no name of a service: its bundle would have the address of freshness statements");
            else if (!Texts.IsName(name))
                context.Error(DiagnosticCodes.NameInvalid, item.At("/name"), $"`{Shown.Text(name)}` is no name: use up to 63 lower-case letters, digits and inner hyphens");
        }
    }

    private static void CheckTestName(ValidationContext context, string name, string pointer)
    {
        if (name.Length > MaxTestName || Characters.FirstRefusedInLine(name) is not null)
            context.Error(DiagnosticCodes.NameInvalid, pointer, $"`{Shown.Text(name)}` is no name of a test: write one line of at most {MaxTestName} characters");
    }
}
