using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

internal sealed class ValidateSigningOptions(IHostEnvironment host) : IValidateOptions<SigningOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningOptions options)
    {
        var files = new (string Key, string File)[]
        {
            ("Signing__KeyFile", options.KeyFile),
            ("Signing__RootPublicKeyFile", options.RootPublicKeyFile),
            ("Signing__KeyListFile", options.KeyListFile),
        };
        var named = files.Count(f => f.File.Length > 0);
        // Development makes the three itself, but only all of them: half a set would pin one root and sign under another.
        if (named == 0 && options.PreviousKeyFiles.Count == 0 && host.IsDevelopment())
            return ValidateOptionsResult.Success;

        var failures = files.Where(f => f.File.Length == 0).Select(f => $"{f.Key} is missing: make keys and the signed list with `accessctl keys`")
            .Concat(files.Concat(options.PreviousKeyFiles.Select((file, i) => ($"Signing__PreviousKeyFiles__{i}", file)))
                .Where(f => f.Item2.Length > 0 && !File.Exists(f.Item2)).Select(f => $"{f.Item1} names `{f.Item2}`, which does not exist"))
            .ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
