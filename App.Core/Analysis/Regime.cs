namespace AccessConsole.Core.Analysis;

/// <summary>How a deployment treats an identity.</summary>
internal enum Regime
{
    /// <summary>Nothing passes: not deployed, refused, or a credential that cannot be shown there.</summary>
    Closed,

    /// <summary>Everything passes: nothing enforces.</summary>
    Open,

    /// <summary>What is granted and not denied passes.</summary>
    Governed,

    /// <summary>What is not denied passes.</summary>
    LeftAlone,
}
