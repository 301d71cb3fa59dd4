using System.Text.RegularExpressions;
using AccessConsole.Core.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Writes what the form holds as the grant's YAML, wrong values included: the text is read back and says what is wrong with them.</summary>
public static partial class GrantFormYaml
{
    public static string Write(GrantForm form)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestIndent(2).WithBestWidth(int.MaxValue).WithIndentedSequences().WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Map(emitter, Members(form));
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>In the order in which a policy is printed; what is empty is left out, but for what a grant must have.</summary>
    private static IEnumerable<(string Name, object Value)> Members(GrantForm form)
    {
        yield return ("name", form.Name);
        if (form.Id is { } id)
            yield return ("id", id.ToString());
        yield return ("effect", Words.Of(form.Effect));
        yield return ("principals", Principals(form).ToArray());
        yield return ("role", form.Role);
        yield return ("environments", form.Environments);
        if (When(form).ToArray() is { Length: > 0 } when)
            yield return ("when", when);
        if (form.ValidFrom.Length > 0)
            yield return ("validFrom", Time(form.ValidFrom));
        if (form.Expires.Length > 0)
            yield return ("expires", Time(form.Expires));
        if (form.LimitRequests.Length > 0)
            yield return ("rateLimit", Limit(form).ToArray());
        if (form.Reason.Length > 0)
            yield return ("reason", form.Reason);
    }

    private static IEnumerable<(string Name, object Value)> Principals(GrantForm form)
    {
        if (form.Anyone)
        {
            yield return ("anyone", new Plain("true"));
            yield break;
        }

        if (Selector(form.Pipelines) is { } pipelines)
            yield return ("pipelines", pipelines);
        if (Selector(form.Workloads) is { } workloads)
            yield return ("workloads", workloads);
    }

    private static (string Name, object Value)[]? Selector(SelectorForm selector) => selector.Mode switch
    {
        SelectorMode.None => null,
        SelectorMode.Names => [("names", selector.Names)],
        SelectorMode.Labels => [("labels", selector.Labels.Select(Label).ToArray())],
        SelectorMode.All => [("all", new Plain("true"))],
        _ => throw new ArgumentOutOfRangeException(nameof(selector), selector.Mode, "no such mode"),
    };

    private static (string Name, object Value) Label(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text, "");

    private static IEnumerable<(string Name, object Value)> When(GrantForm form)
    {
        (string Name, ValueList<string> Values)[] conditions =
        [
            ("branches", form.Branches), ("tags", form.Tags), ("sources", form.Sources),
            ("queues", form.Queues), ("clusters", form.Clusters), ("steps", form.Steps),
        ];
        return conditions.Where(c => c.Values.Count > 0).Select(c => (c.Name, (object)c.Values));
    }

    private static IEnumerable<(string Name, object Value)> Limit(GrantForm form)
    {
        yield return ("requests", Number(form.LimitRequests));
        yield return ("per", form.LimitPer);
        if (form.LimitBurst.Length > 0)
            yield return ("burst", Number(form.LimitBurst));
    }

    /// <summary>The field's time is UTC, to the minute or the second.</summary>
    private static object Time(string text) => FieldTime().IsMatch(text) ? new Plain(text + (text.Length == 16 ? ":00Z" : "Z")) : text;

    private static object Number(string text) => Digits().IsMatch(text) ? new Plain(text) : text;

    private static void Map(Emitter emitter, IEnumerable<(string Name, object Value)> members)
    {
        var all = members.ToArray();
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, all.Length == 0 ? MappingStyle.Flow : MappingStyle.Block));
        foreach (var (name, value) in all)
        {
            emitter.Emit(Text(name));
            Emit(emitter, value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void Emit(Emitter emitter, object value)
    {
        switch (value)
        {
            case Plain plain:
                emitter.Emit(Styled(plain.Text, ScalarStyle.Plain));
                break;
            case string text:
                emitter.Emit(Text(text));
                break;
            case ValueList<string> list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Flow));
                foreach (var item in list)
                    emitter.Emit(Text(item));
                emitter.Emit(new SequenceEnd());
                break;
            case IEnumerable<(string, object)> members:
                Map(emitter, members);
                break;
        }
    }

    private static Scalar Text(string text) => Styled(text, NeedsNoQuotes().IsMatch(text) && !IsWord().IsMatch(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);

    private static Scalar Styled(string text, ScalarStyle style) => new(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);

    [GeneratedRegex(@"^[A-Za-z]([A-Za-z0-9 ._/@*-]*[A-Za-z0-9._/@*-])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NeedsNoQuotes();

    /// <summary>Words that some YAML reader takes for something else than text.</summary>
    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsWord();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldTime();

    [GeneratedRegex(@"^(0|[1-9]\d{0,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    /// <summary>A value that is no text.</summary>
    private sealed record Plain(string Text);
}
