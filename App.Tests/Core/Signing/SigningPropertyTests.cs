using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Signing;
using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Signing;

/// <summary>Console and signer make the same of the same change, although they share nothing but what travels between them.</summary>
public sealed class SigningPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, JwkSet> NoKeys = ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal);

    [Fact]
    public void Digest_AndContent_AreTheSameOnBothSides() => Dice.Gen.Sample(
        dice =>
        {
            var ids = 0;
            var before = PolicySet.Of(PolicyDocument.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)).Objects().Select(o => o.Id is null ? o with { Id = Next(ref ids) } : o)));
            var after = PolicyMutation.Mutate(dice, before.ToDocument());
            var patch = PolicyDiffPatch.Between(before.Objects, after, () => Next(ref ids));
            var (console, signer) = (new PolicyCompiler(TargetCompilers.All), new PolicyCompiler(TargetCompilers.All));
            var exported = SignedStateJson.Read(SignedStateJson.Write(SignedState.Beginning(7, 7, "seven", new CompilationInput(before, NoKeys, Now))));
            var request = SigningRequestJson.Read(SigningRequestJson.Write(Request(patch)));

            var here = new ChangeReviewer(console, isDevelopment: true).Review(7, before, patch, Now);
            var there = new ChangeReviewer(signer, isDevelopment: true).Review(exported.PolicyRevision, exported.Input.Policy, request.Patch, request.ReviewedAt);

            Assert.Equal(here.Digest, there.Digest);
            Assert.Equal(here.RequiredApprovals, there.RequiredApprovals);
            Assert.Equal(here.HasErrors, there.HasErrors);
            if (here.HasErrors)
                return;
            Assert.Equal(PolicyDigest.After("seven", patch), PolicyDigest.After("seven", request.Patch));
            // The console compiles what changed, a signer that just started everything.
            var inPart = Contents(console.Compile(new CompilationInput(here.Draft, NoKeys, Now), new CompilationInput(before, NoKeys, Now)));
            var whole = Contents(signer.Compile(new CompilationInput(there.Draft, NoKeys, Now), before: null));
            Assert.All(inPart.Where(bundle => whole.ContainsKey(bundle.Key)), bundle => Assert.Equal(bundle.Value, whole[bundle.Key]));
        },
        iter: 60);

    private static SigningRequest Request(PolicyPatch patch) => new()
    {
        Kind = SigningKind.Change,
        BaseRevision = 7,
        BaseDigest = "seven",
        Revision = 8,
        ReviewedAt = Now,
        EffectiveAt = Now,
        Patch = patch,
        IssuerKeys = NoKeys,
    };

    private static Dictionary<BundleScope, string> Contents(IEnumerable<CompiledBundle> bundles) => bundles.ToDictionary(bundle => bundle.Scope, bundle => bundle.ContentDigest);

    private static Guid Next(ref int ids) => new(++ids, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);
}
