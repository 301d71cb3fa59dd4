namespace AccessConsole.Core.Model;

/// <summary>Chooses objects of one kind: exactly one of a list of names, a set of labels that must all equal, or all.</summary>
public abstract record Selector
{
    private Selector()
    {
    }

    public static Selector Everything { get; } = new All();

    public abstract bool Selects(string name, ValueMap labels);

    public sealed record Names(ValueList<string> Values) : Selector
    {
        public override bool Selects(string name, ValueMap labels)
        {
            foreach (var value in Values)
            {
                if (string.Equals(value, name, StringComparison.Ordinal))
                    return true;
            }

            return false;
        }
    }

    public sealed record Labels(ValueMap Values) : Selector
    {
        public override bool Selects(string name, ValueMap labels) => labels.Contains(Values);
    }

    public sealed record All : Selector
    {
        public override bool Selects(string name, ValueMap labels) => true;
    }
}
