using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AccessConsole.Components.Controls;

public sealed partial class NameList
{
    private const int MaxSuggested = 12;

    private string typed = "";

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The field's id and its name for tests.</summary>
    [Parameter, EditorRequired]
    public required string Test { get; set; }

    [Parameter, EditorRequired]
    public ValueList<string> Values { get; set; }

    [Parameter]
    public EventCallback<ValueList<string>> ValuesChanged { get; set; }

    /// <summary>What may be meant; other texts can be typed all the same.</summary>
    [Parameter]
    public IEnumerable<string> Known { get; set; } = [];

    [Parameter]
    public string? Help { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public IReadOnlyList<Diagnostic> Problems { get; set; } = [];

    // Never the whole list: there may be thousands of pipelines.
    private IEnumerable<string> Suggested =>
        Known.Where(name => name.Contains(typed.Trim(), StringComparison.OrdinalIgnoreCase) && !Values.Contains(name)).Take(MaxSuggested);

    private Task TypeAsync(string? text)
    {
        typed = text ?? "";
        return typed.EndsWith(',') ? AddAsync() : Task.CompletedTask;
    }

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? AddAsync() : Task.CompletedTask;

    private Task AddAsync()
    {
        var added = typed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(text => !Values.Contains(text)).Distinct().ToArray();
        typed = "";
        return added.Length == 0 ? Task.CompletedTask : ValuesChanged.InvokeAsync([.. Values, .. added]);
    }

    private Task RemoveAsync(string value) => ValuesChanged.InvokeAsync(Values.Where(v => v != value).ToValueList());
}
