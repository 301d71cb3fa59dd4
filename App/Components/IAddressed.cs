namespace AccessConsole.Components;

/// <summary>What a page shows, as its address says it.</summary>
public interface IAddressed
{
    string Address { get; }
}
