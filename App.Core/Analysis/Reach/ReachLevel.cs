namespace AccessConsole.Core.Analysis.Reach;

/// <summary>How far a principal comes at a deployment at one instant; each level is more than the one before.</summary>
public enum ReachLevel
{
    /// <summary>No request of it passes.</summary>
    None,

    /// <summary>Only what anyone may ask without being known, such as probes.</summary>
    Anyone,

    /// <summary>Something is granted to it, each part of it under conditions.</summary>
    Conditional,

    /// <summary>Something is granted to it whatever the build.</summary>
    Always,

    /// <summary>Every request passes: nothing enforces there, or isolation leaves the principal alone.</summary>
    Everything,
}
