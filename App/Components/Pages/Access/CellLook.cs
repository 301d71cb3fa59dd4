using AccessConsole.Core.Analysis.Reach;

namespace AccessConsole.Components.Pages.Access;

/// <summary>How a cell or block is shown: never by colour alone.</summary>
/// <param name="Label">All of it in words.</param>
public readonly record struct CellLook(string Text, string Class, string Label)
{
    public static CellLook Of(MatrixView view, int row, int column)
    {
        var count = view[row, column];
        var (from, to) = (view.Rows.Headers[row], view.Columns.Headers[column]);
        var where = $"{from.Label} to {to.Label}{(to.Aside.Length > 0 ? " in " + to.Aside : "")}";
        var size = from.Members * to.Members;
        return (view.IsLeaf, view.Query.IsDeclared) switch
        {
            (true, true) => DeclaredCell(count, where),
            (true, false) => Cell(count, where),
            (false, true) => Block(count.Granted, size, count.Denied > 0 ? "denied" : "", $"{where}: grants name {Words.Number(count.Granted)} of {Words.Number(size)} pairs, denies {Words.Number(count.Denied)}"),
            (false, false) => Block(count.Reached, size, count.Everything > 0 ? "open" : "", $"{where}: {Words.Number(count.Reached)} of {Words.Number(size)} pairs have access, {Words.Number(count.Conditional)} under conditions{(count.Everything > 0 ? $", {Words.Number(count.Everything)} to everything" : "")}"),
        };
    }

    private static CellLook Cell(ReachCount count, string where) => count switch
    {
        { Everything: > 0 } => new CellLook("■", "open", $"{where}: everything passes"),
        { Always: > 0 } => new CellLook("●", "full", $"{where}: allowed"),
        { Conditional: > 0 } => new CellLook("◐", "half", $"{where}: allowed under conditions"),
        { Anyone: > 0 } => new CellLook("·", "", $"{where}: only what anyone may"),
        _ => new CellLook("", "", $"{where}: nothing"),
    };

    private static CellLook DeclaredCell(ReachCount count, string where) => count switch
    {
        { Granted: > 0, Denied: > 0 } => new CellLook("±", "denied", $"{where}: granted and denied"),
        { Granted: > 0 } => new CellLook("+", "half", $"{where}: granted"),
        { Denied: > 0 } => new CellLook("−", "denied", $"{where}: denied"),
        _ => new CellLook("", "", $"{where}: nothing written"),
    };

    private static CellLook Block(int count, int size, string special, string label)
    {
        var share = size == 0 ? 0 : (double)count / size;
        var shade = special.Length > 0 ? special : share switch { 0 => "", < 0.25 => "some", < 0.75 => "half", _ => "full" };
        return new CellLook(count == 0 ? "" : Short(count), shade, label);
    }

    /// <summary>At most four characters; the label has the whole number.</summary>
    private static string Short(int count) => count switch
    {
        < 10_000 => count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        < 1_000_000 => $"{(count / 1_000).ToString(System.Globalization.CultureInfo.InvariantCulture)}k",
        _ => $"{(count / 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture)}M",
    };
}
