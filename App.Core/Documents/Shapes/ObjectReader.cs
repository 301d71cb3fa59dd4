using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>
/// Reads an object member by member. It notes which members it is asked for: what is left over at the end is unknown, and the nearest
/// of the asked ones is suggested.
/// </summary>
internal sealed class ObjectReader(MappingNode mapping, ProblemList problems)
{
    private readonly List<string> known = [];

    public int Count => mapping.Members.Count;

    /// <summary>All members, for maps whose names are the author's.</summary>
    public IEnumerable<(string Name, ValueReader Value)> Entries() => mapping.Members.Select(m => (m.Name, new ValueReader(m.Value, problems)));

    public ValueReader? Optional(string name)
    {
        known.Add(name);
        return mapping.Find(name) is { } member ? new ValueReader(member.Value, problems) : null;
    }

    public ValueReader? Required(string name)
    {
        var value = Optional(name);
        if (value is null)
            problems.Add(new Diagnostic(DiagnosticCodes.MissingMember, Severity.Error, $"`{name}` is missing", $"{mapping.Pointer}/{name}", mapping.Line, mapping.Column));
        return value;
    }

    /// <summary>A text that must be there; empty where it has been reported.</summary>
    public string Text(string name) => Required(name)?.Text() ?? "";

    public string? OptionalText(string name) => Optional(name)?.Text();

    public T Word<T>(string name, Words<T> words, T fallback)
        where T : struct, Enum => Optional(name)?.Word(words) ?? fallback;

    public bool Flag(string name) => Optional(name)?.Flag() ?? false;

    public TimeSpan Duration(string name, TimeSpan fallback) => Optional(name)?.Parsed(
        Formats.ParseDuration, DiagnosticCodes.DurationInvalid, text => $"`{text}` is no duration: write seconds, minutes or hours, such as `30s`, `10m` or `1h`") ?? fallback;

    public DateTimeOffset? Time(string name) => Optional(name)?.Parsed(
        Formats.ParseTime, DiagnosticCodes.TimeInvalid, text => $"`{text}` is no instant of RFC 3339: write date, time and offset, such as `2027-02-01T00:00:00Z`");

    public Guid? Id(string name) => Optional(name)?.Parsed(
        text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null,
        DiagnosticCodes.IdInvalid, text => $"`{text}` is no UUID: write 32 hexadecimal digits with hyphens");

    public SpiffeId? SpiffeId(string name) => Optional(name)?.Parsed(
        text => Model.SpiffeId.TryParse(text, out var id) ? id : (SpiffeId?)null,
        DiagnosticCodes.SpiffeIdInvalid, text => $"`{text}` is no SPIFFE ID of a workload: write `spiffe://trust-domain/path`");

    public ValueMap Map(string name) => Optional(name)?.Map() ?? ValueMap.Empty;

    public ValueList<string> Texts(string name) => Optional(name) is { } value ? value.List(item => item.Text(), "") : [];

    public ValueList<string> RequiredTexts(string name) => Required(name) is { } value ? value.List(item => item.Text(), "") : [];

    /// <summary>An object read by <paramref name="read"/>; null where it is absent or no object.</summary>
    public T? Object<T>(string name, Func<ObjectReader, T> read)
        where T : class => Optional(name)?.Object()?.Whole(read);

    public T? RequiredObject<T>(string name, Func<ObjectReader, T> read)
        where T : class => Required(name)?.Object()?.Whole(read);

    /// <summary>Reads the object and reports the members that <paramref name="read"/> did not ask for.</summary>
    public T Whole<T>(Func<ObjectReader, T> read)
    {
        var value = read(this);
        foreach (var member in mapping.Members)
        {
            if (!known.Contains(member.Name))
                ReportUnknown(member);
        }

        return value;
    }

    public void Error(string code, string message) =>
        problems.Add(new Diagnostic(code, Severity.Error, message, mapping.Pointer, mapping.Line, mapping.Column));

    private void ReportUnknown(Member member)
    {
        var message = $"there is no member `{Shown.Text(member.Name)}` here{NearestName.Suggestion(member.Name, known)}";
        problems.Add(new Diagnostic(
            DiagnosticCodes.UnknownMember, Severity.Error, message, $"{mapping.Pointer}/{DocumentNode.EscapeStep(member.Name)}", member.Line, member.Column));
    }
}
