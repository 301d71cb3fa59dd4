using AccessConsole.Configuration;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

/// <summary>Where the keys come from: the configured files, or in Development, where none is named, files of its own making.</summary>
internal sealed class SigningKeySource(IOptions<SigningOptions> options, IHostEnvironment host, DataPaths paths, TimeProvider clock)
{
    private DevelopmentKeys? OwnKeys { get; } =
        host.IsDevelopment() && options.Value is { KeyFile: "", Signer: null } ? new DevelopmentKeys(paths, clock) : null;

    /// <exception cref="OptionsValidationException">The files are not usable; the message names the configuration key.</exception>
    public SigningKeyRing ReadRing() => new(Files().Read());

    /// <summary>The list as it is now on the disk, never one older than the ring's.</summary>
    /// <exception cref="OptionsValidationException">It is not usable.</exception>
    public SignedKeyList ReadKeyList(SigningKeyRing ring) => Files().ReadKeyList(ring.Root, ring.Signers, ring.KeyList.Version);

    private SigningKeyFiles Files() => new(OwnKeys?.Provide() ?? options.Value, clock);
}
