namespace AccessConsole.Core.Analysis.Sets;

/// <summary>What a decision depends on, besides identity and deployment, in the order in which diagrams ask it.</summary>
internal enum Dimension
{
    Form,
    Methods,
    Paths,
    Tag,
    Branch,
    Source,
    QueueKey,
    QueueId,
    ClusterName,
    ClusterId,
    Step,
    Time,

    /// <summary>Beyond all questions: the answer.</summary>
    None,
}
