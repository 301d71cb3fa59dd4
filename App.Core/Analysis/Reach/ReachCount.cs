namespace AccessConsole.Core.Analysis.Reach;

/// <summary>How many cells of a block stand at which level.</summary>
public struct ReachCount
{
    public int Anyone { get; private set; }

    public int Conditional { get; private set; }

    public int Always { get; private set; }

    public int Everything { get; private set; }

    /// <summary>Named by some allow grant, in force or not.</summary>
    public int Granted { get; private set; }

    /// <summary>Named by some deny grant, in force or not.</summary>
    public int Denied { get; private set; }

    /// <summary>Cells in which something beyond what anyone may do passes.</summary>
    public readonly int Reached => Conditional + Always + Everything;

    internal void Add(ReachCell cell, int times)
    {
        Anyone += cell.Level == ReachLevel.Anyone ? times : 0;
        Conditional += cell.Level == ReachLevel.Conditional ? times : 0;
        Always += cell.Level == ReachLevel.Always ? times : 0;
        Everything += cell.Level == ReachLevel.Everything ? times : 0;
        Granted += cell.IsGranted ? times : 0;
        Denied += cell.IsDenied ? times : 0;
    }
}
