using System.Globalization;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Editing;

/// <summary>A value to be written into an object's text.</summary>
public abstract record NewValue
{
    private NewValue()
    {
    }

    public static NewValue Of(string text) => new Scalar(text, IsPlain: false);

    /// <summary>A number, where the text is one; else the text, which its reader then finds wrong.</summary>
    public static NewValue Number(string text) =>
        new Scalar(text, int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text);

    public static NewValue Flag(bool value) => new Scalar(value ? "true" : "false", IsPlain: true);

    public static NewValue Texts(IEnumerable<string> texts) => new List([.. texts.Select(Of)]);

    public static NewValue Items(params NewValue[] items) => new List([.. items]);

    public static NewValue Map(params (string Name, NewValue Value)[] members) => new Object([.. members]);

    internal sealed record Scalar(string Text, bool IsPlain) : NewValue;

    internal sealed record List(ValueList<NewValue> Values) : NewValue;

    internal sealed record Object(ValueList<(string Name, NewValue Value)> Members) : NewValue;
}
