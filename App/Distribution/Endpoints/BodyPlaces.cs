namespace AccessConsole.Distribution.Endpoints;

/// <summary>How many bodies each token may be sending at a time: one whose bodies come slowly, or never, leaves room for the others.</summary>
internal sealed class BodyPlaces(int mostOfOne)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> taken = [];

    /// <returns>False where the token has its share; else it is to be given back with <see cref="Leave"/>.</returns>
    public bool TryTake(Guid token)
    {
        lock (gate)
        {
            var count = taken.GetValueOrDefault(token);
            if (count >= mostOfOne)
                return false;
            taken[token] = count + 1;
            return true;
        }
    }

    public void Leave(Guid token)
    {
        lock (gate)
        {
            if (--taken[token] == 0)
                taken.Remove(token);
        }
    }
}
