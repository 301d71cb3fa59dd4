namespace AccessConsole.Tests.Distribution;

/// <summary>A root key, signing keys and their signed list as files, as an operator makes them.</summary>
internal sealed record KeyFiles(string RootPrivateFile, (string Key, string Value)[] Settings)
{
    public static KeyFiles Write(string directory, int signingKeys)
    {
        var shelf = new KeyShelf(directory, signingKeys);
        return new KeyFiles(shelf.RootFile, shelf.Use([.. Enumerable.Range(0, signingKeys)]));
    }
}
