using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>One directive of an nginx configuration, as a tree; <see cref="NginxWriter"/> is the only place that turns it into text.</summary>
/// <param name="Block">The directives inside its braces; null for a simple directive.</param>
internal sealed record NginxDirective(string Name, ImmutableArray<NginxArgument> Arguments, ImmutableArray<NginxDirective>? Block = null)
{
    /// <summary>A directive whose arguments this compiler wrote, variables among them.</summary>
    public static NginxDirective Of(string name, params ReadOnlySpan<string> code) => new(name, [.. code.ToArray().Select(NginxArgument.Code)]);

    /// <summary>A directive whose arguments come, all or some, from the policy.</summary>
    public static NginxDirective With(string name, params ImmutableArray<NginxArgument> arguments) => new(name, arguments);

    public NginxDirective Holding(params IEnumerable<NginxDirective> block) => this with { Block = [.. block] };
}

/// <summary>One argument of a directive.</summary>
internal readonly record struct NginxArgument
{
    private NginxArgument(string value) => Value = value;

    public string Value { get; }

    /// <summary>What this compiler wrote itself; <c>$</c> names variables.</summary>
    public static NginxArgument Code(string text) => new(text);

    /// <summary>
    /// What stands in the policy. nginx has no escape for <c>$</c> and would read a variable, so a text with one is refused, as are
    /// control characters; the validation lets neither come here.
    /// </summary>
    /// <exception cref="ArgumentException">The text cannot be said in nginx's language.</exception>
    public static NginxArgument Text(string text) => text.All(c => c != '$' && !char.IsControl(c))
        ? new(text)
        : throw new ArgumentException($"`{text}` cannot stand in an nginx configuration", nameof(text));
}
