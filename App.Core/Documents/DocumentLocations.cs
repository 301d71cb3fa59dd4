using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Documents;

/// <summary>Where each value of a text stands.</summary>
public sealed class DocumentLocations
{
    private readonly DocumentNode? root;

    internal DocumentLocations(DocumentNode? root) => this.root = root;

    /// <summary>The problem with line and column of the value it points at, or of the nearest value around it.</summary>
    public Diagnostic Locate(Diagnostic problem)
    {
        if (problem.Line is not null || root is null)
            return problem;
        var node = root;
        foreach (var step in problem.Pointer.Split('/').Skip(1))
        {
            if (Child(node, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) is not { } child)
                break;
            node = child;
        }

        return problem with { Line = node.Line, Column = node.Column };
    }

    private static DocumentNode? Child(DocumentNode node, string step) => node switch
    {
        MappingNode mapping => mapping.Find(step)?.Value,
        SequenceNode sequence when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < sequence.Items.Count =>
            sequence.Items[index],
        _ => null,
    };
}
