namespace AccessConsole.Core.Analysis;

public enum AccessDirection
{
    Gained,
    Lost,
}
