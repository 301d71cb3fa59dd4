namespace AccessConsole.Core.LeastPrivilege;

/// <summary>What a log says of a grant.</summary>
public enum GrantStanding
{
    /// <summary>It never decided, and whatever enforces it would have said so.</summary>
    Unused,

    /// <summary>It was never seen to decide, which proves nothing.</summary>
    Unproven,

    /// <summary>It decided.</summary>
    Used,
}

/// <summary>An engine before a service whose word is missing: within the window, or from its beginning on.</summary>
/// <param name="Target">Null where no engine stands there at all, and the console was not asked over HTTP either.</param>
public sealed record SilentHop(string Environment, string Service, Model.Target? Target);
