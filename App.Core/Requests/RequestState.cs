namespace AccessConsole.Core.Requests;

/// <summary>What was done with a request. Persisted by name: do not rename.</summary>
public enum RequestState
{
    Waiting,
    Granted,
    Declined,
    Withdrawn,

    /// <summary>Its access was taken back before its time.</summary>
    Ended,
}

/// <summary>How a request stands at an instant.</summary>
public enum RequestStanding
{
    Waiting,

    /// <summary>Nobody approved it in time.</summary>
    Lapsed,
    InForce,
    Expired,
    EndedEarly,
    Declined,
    Withdrawn,
}
